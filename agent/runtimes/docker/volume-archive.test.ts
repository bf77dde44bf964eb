import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { extract } from 'tar-stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { archiveOf, archiveParts, isSmall, type SentFolder } from './volume-archive'

const home = mkdtempSync(join(tmpdir(), 'sp-archive-'))
const folders: SentFolder[] = [
  { from: join(home, 'models'), target: '/var/azureml-app/azureml-models' },
  { from: join(home, 'code'), target: '/srv/code' },
]
beforeAll(() => {
  mkdirSync(join(home, 'models/m/1'), { recursive: true })
  mkdirSync(join(home, 'code'))
  writeFileSync(join(home, 'models/m/1/weights.bin'), 'weights')
  writeFileSync(join(home, 'code/score.py'), 'script')
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

async function namesIn(bytes: Buffer): Promise<string[]> {
  const names: string[] = []
  const reader = extract()
  reader.end(bytes)
  for await (const entry of reader) {
    names.push(entry.header.name)
    entry.resume()
  }
  return names
}

it('sends both folders in one archive from the root, which holds neither of the volumes’ roots', async () => {
  const parts = archiveParts(folders, false)
  expect(parts.map(({ at }) => at)).toEqual(['/'])
  const sums = new Map<string, string>()
  const [part] = parts
  if (!part) throw new Error('no part')
  const { archive, packed } = archiveOf(part, sums, new AbortController().signal)
  const [bytes] = await Promise.all([buffer(archive), packed])
  expect(await namesIn(bytes)).toEqual([
    'var/azureml-app/azureml-models/m/',
    'var/azureml-app/azureml-models/m/1/',
    'var/azureml-app/azureml-models/m/1/weights.bin',
    'srv/code/score.py',
  ])
  expect([...sums]).toEqual([
    ['/var/azureml-app/azureml-models/m/1/weights.bin', sha256('weights')],
    ['/srv/code/score.py', sha256('script')],
  ])
})

it('sends one archive per volume to Podman, with the same sums', async () => {
  const parts = archiveParts(folders, true)
  expect(parts.map(({ at }) => at)).toEqual(['/var/azureml-app/azureml-models', '/srv/code'])
  const sums = new Map<string, string>()
  const names: string[] = []
  for (const part of parts) {
    const { archive, packed } = archiveOf(part, sums, new AbortController().signal)
    const [bytes] = await Promise.all([buffer(archive), packed])
    names.push(...(await namesIn(bytes)))
  }
  expect(names).toEqual(['m/', 'm/1/', 'm/1/weights.bin', 'score.py'])
  expect(sums.get('/srv/code/score.py')).toBe(sha256('script'))
})

it('ends the archive when a file cannot be read, and says which', async () => {
  const missing = { at: '/', folders: [{ from: join(home, 'nowhere'), target: '/x' }] }
  const { archive, packed } = archiveOf(missing, new Map(), new AbortController().signal)
  await expect(Promise.all([buffer(archive), packed])).rejects.toThrow(/nowhere/)
})

it('tells a few small files from much', async () => {
  expect(await isSmall(folders)).toBe(true)
  const large = join(home, 'large')
  mkdirSync(join(large, 'below'), { recursive: true })
  writeFileSync(join(large, 'below', 'a'), Buffer.alloc(5 * 1024 ** 2))
  expect(await isSmall([{ from: large }])).toBe(true)
  expect(await isSmall([{ from: large }, { from: large }])).toBe(false)
  const many = join(home, 'many')
  mkdirSync(many)
  for (let n = 0; n <= 200; n += 1) writeFileSync(join(many, String(n)), '')
  expect(await isSmall([{ from: many }])).toBe(false)
})
