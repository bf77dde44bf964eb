import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { adviceOnFiles, fileAdviceNotes } from '@/agent/control/file-advice'
import type { ResolvedRevision } from '@/agent/store/records'
import type { Deployment } from '@/lib/contract/arm/deployment'
import { readScript } from '@/lib/script-lint/read-script'

const home = mkdtempSync(join(tmpdir(), 'scorepoint-advice-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const spec: Deployment = { location: 'local', properties: { endpointComputeType: 'Managed' } }
const good = `import os
import joblib

def init():
    global model
    model = joblib.load(os.path.join(os.getenv("AZUREML_MODEL_DIR"), "model", "a.pkl"))

def run(raw_data):
    return model.predict(raw_data).tolist()
`
const condaFile = `dependencies:
  - python=3.12
  - pip:
      - azureml-inference-server-http==1.5.1
      - joblib==1.5.1
`

function resolved(name: string, script: string, more: Partial<NonNullable<ResolvedRevision['model']>> = {}): ResolvedRevision {
  const code = join(home, name, 'code')
  const model = join(home, name, 'model-asset')
  mkdirSync(code, { recursive: true })
  mkdirSync(join(model, 'model'), { recursive: true })
  writeFileSync(join(code, 'score.py'), script)
  writeFileSync(join(model, 'model', 'a.pkl'), '')
  return {
    code: { folderName: 'onlinescoring', path: code, scoringScript: 'score.py' },
    model: { name: 'm', version: '1', path: model, display: 'm:1', ...more },
    environment: { image: 'mcr.microsoft.com/azureml/minimal-py312-inference:latest', condaFile, display: 'conda' },
  }
}
const told = async (revision: ResolvedRevision) =>
  (await adviceOnFiles(spec, revision, readScript)).map(({ rule, file, line }) => `${rule} ${file}:${line}`)

it('says nothing of sound files', async () => {
  expect(await told(resolved('good', good))).toEqual([])
})

it('names what the uploaded files lack, with file and line, before anything is built', async () => {
  const broken = good
    .replace('"model", "a.pkl"', '"a.pkl"')
    .replace('import joblib', 'import joblib\nimport lightgbm')
    .replace('def run', 'def runs')
  const revision = resolved('broken', broken)
  expect(await told(revision)).toEqual([
    'script-run onlinescoring/score.py:1',
    'script-import onlinescoring/score.py:3',
    'script-model-path onlinescoring/score.py:7',
  ])
  const [, , note] = fileAdviceNotes(await adviceOnFiles(spec, revision, readScript))
  expect(note).toMatchObject({ code: 'advice', rule: 'script-model-path', place: 'onlinescoring/score.py:7' })
})

it('says nothing of joins into an archive that is unpacked later, nor of files that went', async () => {
  expect(await told(resolved('archive', good.replace('"model", "a.pkl"', '"b.pkl"'), { unpack: true }))).toEqual([])
  const gone = resolved('gone', good)
  rmSync(join(home, 'gone'), { recursive: true })
  expect(await told(gone)).not.toContain('script-model-path onlinescoring/score.py:6')
})
