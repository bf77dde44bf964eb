/** The files a script deploys: Microsoft's sample where it is beside this checkout, else the repository's own, and what the tests add. */
import { randomFillSync } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
export const microsoftSample = join(root, '../shared/fixtures/azureml-examples/cli/endpoints/online/model-1')
const ownSample = join(root, 'samples/diabetes-regression')

/** Fills `folder`: `sample/` (model, onlinescoring, conda.yaml, request.json), `diabetes/` (the same of ours), `broken/`, `large/` of 70 MiB. */
export function fillSdkFolder(folder: string): void {
  const into = (...path: string[]) => join(folder, ...path)
  for (const name of ['model-blue', 'model-green', 'onlinescoring'])
    cpSync(join(ownSample, name), into('diabetes', name), { recursive: true })
  cpSync(join(ownSample, 'environment/conda.yaml'), into('diabetes', 'conda.yaml'))
  const isMicrosofts = existsSync(microsoftSample)
  if (!isMicrosofts) console.log('the public azureml-examples fixtures are not beside this checkout: the own sample stands in for them')
  const [model, code, conda, request] = isMicrosofts
    ? [
        join(microsoftSample, 'model'),
        join(root, 'test/model-1/onlinescoring'),
        join(microsoftSample, 'environment/conda.yaml'),
        join(microsoftSample, 'sample-request.json'),
      ]
    : [
        join(ownSample, 'model-blue'),
        join(ownSample, 'onlinescoring'),
        join(ownSample, 'environment/conda.yaml'),
        join(ownSample, 'sample-request.json'),
      ]
  cpSync(model, into('sample', 'model'), { recursive: true })
  cpSync(code, into('sample', 'onlinescoring'), { recursive: true })
  cpSync(conda, into('sample', 'conda.yaml'))
  cpSync(request, into('sample', 'request.json'))
  mkdirSync(into('broken'))
  writeFileSync(
    into('broken', 'score.py'),
    'def init():\n    raise RuntimeError("the weights are upside down")\n\n\ndef run(data):\n    return data\n',
  )
  mkdirSync(into('large'))
  writeFileSync(into('large', 'weights.bin'), randomFillSync(Buffer.alloc(70 * 1024 * 1024)))
}
