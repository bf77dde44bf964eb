/** What we write, `az ml` and the SDK read: PyYAML takes line ends and words of YAML 1.1 that our own reader does not know. */
import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { awkwardDocuments } from '@/lib/domain/convert/awkward-texts'
import { ensurePythonClient } from '../clients/python-clients'

it("any text is read back by the SDK's reader", async () => {
  const documents = awkwardDocuments(800)
  const python = await ensurePythonClient('azure-ai-ml-1.35.2.txt')
  const code = 'import json, sys, yaml\nprint(json.dumps([yaml.safe_load(each) for each in json.load(sys.stdin)]))'
  const input = JSON.stringify(documents.map(({ yaml }) => yaml))
  const read = JSON.parse(execFileSync(python, ['-c', code], { input, encoding: 'utf8', maxBuffer: 1e8 })) as unknown[]
  expect(read).toEqual(documents.map(({ data }) => data))
})
