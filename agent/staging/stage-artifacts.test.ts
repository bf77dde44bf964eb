import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProblemError } from '@/lib/problems/problem'
import { stageArtifacts } from './stage-artifacts'

let root = ''
let lines: string[] = []
const keep = (line: string) => void lines.push(line)
const log = { source: 'storage-initializer' as const, info: keep, warning: keep, error: keep, raw: keep }
const signal = new AbortController().signal

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'scorepoint-stage-'))
  lines = []
  mkdirSync(join(root, 'src', 'online', 'deep'), { recursive: true })
  writeFileSync(join(root, 'src', 'online', 'score.py'), 'def init(): pass\n')
  mkdirSync(join(root, 'weights', 'model'), { recursive: true })
  writeFileSync(join(root, 'weights', 'model', 'a.pkl'), 'abc')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const request = (scoringScript = 'online/score.py') => ({
  instanceDir: join(root, 'i'),
  code: { folderName: 'src', path: join(root, 'src'), scoringScript },
})
const model = (path: string) => ({ name: 'm', version: '2', path })

describe('stageArtifacts', () => {
  it('lays a folder out as Azure does, read-only, and logs names, sizes and checksums', async () => {
    const staged = await stageArtifacts({ ...request(), model: model(join(root, 'weights')) }, log, signal)
    expect(staged).toEqual({
      modelDir: join(root, 'i', 'azureml-models', 'm', '2'),
      appRoot: join(root, 'i', 'src', 'online'),
      entryScript: 'score.py',
      modelBytes: 3,
      modelFiles: 1,
      codeFiles: 1,
    })
    const file = join(staged.modelDir ?? '', 'model', 'a.pkl')
    expect(readFileSync(file, 'utf8')).toBe('abc')
    expect(statSync(file).mode & 0o777).toBe(0o444)
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o555)
    expect(lines.join('\n')).toContain('model/a.pkl (3 bytes, sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad)')
    expect(lines).toContain(`AZUREML_MODEL_DIR=${staged.modelDir}`)
  })

  it('lays a single file directly into the model folder, and replaces an earlier staging', async () => {
    for (let round = 0; round < 2; round++) {
      const staged = await stageArtifacts({ ...request(), model: model(join(root, 'weights', 'model', 'a.pkl')) }, log, signal)
      expect(readFileSync(join(staged.modelDir ?? '', 'a.pkl'), 'utf8')).toBe('abc')
    }
  })

  it('names a scoring script that is not there, and the scripts that are', async () => {
    for (const script of ['score.py', '../src/online/score.py', '/etc/passwd']) {
      const error = await stageArtifacts(request(script), log, signal).catch((reason: unknown) => reason)
      if (!(error instanceof ProblemError)) throw new Error(String(error))
      expect(error.problem).toMatchObject({ code: 'BadArgument', target: 'properties.codeConfiguration.scoringScript' })
      expect(error.problem.message).toContain(`"${script}"`)
      expect(error.problem.message).toContain('online/score.py')
    }
  })

  it('refuses a link that leaves the folder and follows one that stays', async () => {
    symlinkSync(join(root, 'src', 'online', 'score.py'), join(root, 'src', 'alias.py'))
    expect((await stageArtifacts(request('alias.py'), log, signal)).codeFiles).toBe(2)
    symlinkSync('/etc/hostname', join(root, 'src', 'leak'))
    await expect(stageArtifacts(request(), log, signal)).rejects.toMatchObject({
      problem: { code: 'StorageInitializerFailed', message: expect.stringContaining('outside the folder') },
    })
  })

  it('warns of files the inference server would read as its own', async () => {
    writeFileSync(join(root, 'src', 'online', 'config.json'), '{}')
    await stageArtifacts(request(), log, signal)
    expect(lines.join('\n')).toContain('The code folder holds config.json')
  })

  it('says canceled when it is', async () => {
    await expect(stageArtifacts(request(), log, AbortSignal.abort())).rejects.toMatchObject({ problem: { code: 'OperationCanceled' } })
  })
})
