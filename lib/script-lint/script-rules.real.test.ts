import { afterAll, describe, expect, it } from 'vitest'
import type { ModelJoin } from '@/lib/contract/checks'
import type { Finding, TextEdit } from '@/lib/contract/finding'
import { checkWithFiles } from '@/lib/domain/checks/check-with-files'
import type { FileView } from '@/lib/domain/checks/files'
import { inlineModelTree } from '@/lib/domain/model-paths/model-paths'
import { checkScript } from '@/lib/domain/script-checks/check-script'
import type { ScriptContext } from '@/lib/domain/script-checks/script-context'
import { endScriptLint, readScript } from '@/lib/script-lint/read-script'
import { missingWords } from '@/test/missing-words'

afterAll(endScriptLint)

/** As most scripts are: nothing to say about it. */
const sound = `import json
import logging
import os

import joblib

from labels import names


def init():
    global model
    path = os.path.join(os.getenv("AZUREML_MODEL_DIR"), "model", "a.pkl")
    model = joblib.load(path)
    logging.info("loaded")


def run(raw_data):
    data = json.loads(raw_data)["data"]
    return {"prediction": model.predict(data).tolist(), "names": names}
`
const context: Omit<ScriptContext, 'facts' | 'text'> = {
  file: 'src/score.py',
  isEntry: true,
  tree: inlineModelTree('model', ['a.pkl', 'notes.txt']),
  packages: ['azureml-inference-server-http', 'scikit-learn'],
  environment: 'conda.yaml',
  pythonMinor: 12,
  modules: new Set(['labels', 'score']),
  inCode: (path) => path === 'labels.py',
  environmentVariables: {},
}

async function found(text: string, more: Partial<ScriptContext> = {}): Promise<Finding[]> {
  const reading = await readScript(text)
  if (!reading) throw new Error('this computer has no Python 3.9 or later')
  return checkScript(reading, { ...context, text, ...more })
}
const applied = (text: string, [edit]: TextEdit[] = []) =>
  edit ? text.slice(0, edit.offset) + edit.text + text.slice(edit.offset + edit.length) : text
const instead = (from: string, to: string) => {
  expect(sound).toContain(from)
  return sound.replace(from, to)
}
const load = 'joblib.load(path)'
const returned = 'return {"prediction": model.predict(data).tolist(), "names": names}'

/** Rule, the script, what its mark covers, and context. */
const firing: [string, () => string, string, Partial<ScriptContext>?][] = [
  ['script-syntax', () => instead('def init():', 'def init(:'), ''],
  ['script-init', () => instead('def init():', 'def start():'), ''],
  ['script-run', () => instead('def run(raw_data):', 'def predict(raw_data):'), ''],
  ['script-init-arguments', () => instead('def init():', 'def init(folder):'), 'init'],
  ['script-async', () => instead('def run(', 'async def run('), 'run'],
  ['script-run-arguments', () => instead('run(raw_data)', 'run(raw_data, /)'), 'run'],
  ['script-run-arguments', () => instead('run(raw_data)', 'run(raw_data, *more)'), 'run'],
  ['script-run-arguments', () => instead('run(raw_data)', 'run(raw_data, **more)'), 'run'],
  ['script-run-data', () => instead('run(raw_data)', 'run(request_headers, raw_data=None)').replace(', raw_data=None', ''), 'run'],
  ['script-run-several', () => instead('run(raw_data)', 'run(raw_data, other)'), 'run'],
  ['script-generator', () => instead(returned, 'yield data'), 'run'],
  [
    'script-run-decorators',
    () =>
      instead(
        'def run(',
        'from azureml_inference_server_http.api.aml_request import rawhttp\nfrom inference_schema.schema_decorators import input_schema\n\n\n@rawhttp\n@input_schema("raw_data", None)\ndef run(',
      ),
    'run',
  ],
  ['script-model-path', () => instead('"model", "a.pkl"', '"a.pkl"'), 'os.path.join(os.getenv("AZUREML_MODEL_DIR"), "a.pkl")'],
  ['script-model-path-folder', () => instead('"model", "a.pkl"', '"model"'), 'os.path.join(os.getenv("AZUREML_MODEL_DIR"), "model")'],
  ['script-join-absolute', () => instead('"model", "a.pkl"', '"/model/a.pkl"'), '"/model/a.pkl"'],
  ['script-import', () => instead('import joblib', 'import joblib\nimport lightgbm'), 'lightgbm'],
  ['script-import', () => instead('    data = ', '    import cv2\n    data = '), 'cv2'],
  ['script-import', () => instead('import joblib', 'import joblib\nimport pkg_resources'), 'pkg_resources'],
  ['script-import-removed', () => instead('import json', 'import distutils\nimport json'), 'distutils'],
  ['script-relative-import', () => instead('from labels', 'from .labels'), 'from .labels import names'],
  [
    'script-old-interface',
    () => instead('import joblib', 'from azureml.contrib.services.aml_request import rawhttp\nimport joblib'),
    'from azureml.contrib.services.aml_request import rawhttp',
  ],
  [
    'script-old-interface',
    () =>
      instead(load, 'joblib.load(Model.get_model_path("m"))').replace(
        'import joblib',
        'import joblib\nfrom azureml.core.model import Model',
      ),
    'Model.get_model_path("m")',
  ],
  [
    'hard-coded-prefix',
    () => instead('path = os', 'path = "/var/azureml-app/azureml-models/m/1/a.pkl"\n    p = os'),
    '"/var/azureml-app/azureml-models/m/1/a.pkl"',
  ],
  ['hard-coded-prefix', () => instead(load, 'joblib.load("/home/me/a.pkl")'), '"/home/me/a.pkl"'],
  ['script-model-per-request', () => instead('    data = ', '    again = joblib.load("x")\n    data = '), 'joblib.load("x")'],
  ['script-return-json', () => instead('.tolist()', ''), 'model.predict(data)'],
  [
    'script-return-json',
    () => instead(returned, 'import pandas as pd\n    table = pd.DataFrame(data)\n    return table'),
    'table',
    { packages: ['pandas', 'scikit-learn'] },
  ],
  ['script-log-level', () => instead('logging.info', 'logging.debug'), 'logging.debug("loaded")'],
  ['script-log-level', () => sound, 'logging.info("loaded")', { environmentVariables: { AZUREML_LOG_LEVEL: 'WARNING' } }],
  ['script-secret-log', () => instead('logging.info("loaded")', 'print(os.environ)'), 'print(os.environ)'],
  ['script-secret-log', () => instead('logging.info("loaded")', 'print("k", os.environ["API_KEY"])'), 'print("k", os.environ["API_KEY"])'],
  ['script-relative-file', () => instead(load, 'joblib.load("model/a.pkl")'), '"model/a.pkl"'],
]

describe('a scoring script', () => {
  it('that keeps the rules has no findings', async () => {
    expect(await found(sound)).toEqual([])
  })

  it.each(firing)('breaks %s', async (rule, make, marked, more) => {
    const text = make()
    const findings = await found(text, more)
    const finding = findings.find((one) => one.rule === rule)
    expect(finding, JSON.stringify(findings)).toBeDefined()
    expect(missingWords(findings)).toEqual([])
    const line = text.split('\n')[(finding?.line ?? 1) - 1] ?? ''
    if (marked !== '') expect(line.slice((finding?.column ?? 1) - 1, (finding?.endColumn ?? 1) - 1)).toBe(marked)
  })

  it.each<[string, string]>([
    ['an import whose failure is caught', 'import joblib\n\ntry:\n    import lightgbm\nexcept ImportError:\n    lightgbm = None'],
    ['a package another one certainly brings', 'import joblib\nimport numpy\nimport scipy.sparse\nimport flask'],
    ['the monitoring module with its package', 'import joblib\nimport logging.handlers\nimport tomllib'],
  ])('may have %s', async (_, lines) => {
    const text = sound.replace('import joblib', lines)
    expect((await found(text)).filter(({ severity }) => severity !== 'info')).toEqual([])
  })

  it.each<[string, string, string]>([
    ['checks for the file first', load, 'joblib.load(path) if os.path.exists(path) else None'],
    ['looks for a pattern', '"model", "a.pkl"', '"*.pkl"'],
    ['computes the name', '"model", "a.pkl"', 'os.environ["NAME"]'],
  ])('that %s is let alone', async (_, from, to) => {
    const text = instead(from, to).replace('"model", "a.pkl"', '"gone.pkl"')
    expect((await found(text)).map(({ rule }) => rule)).toEqual([])
  })

  it.each<[string, () => string]>([
    ['script-model-path', () => instead('"model", "a.pkl"', '"a.pkl"')],
    ['script-init', () => instead('def init():', 'def start():')],
    ['script-run', () => instead('def run(raw_data):', 'def predict(raw_data):')],
    ['script-return-json', () => instead('.tolist()', '')],
    ['script-relative-file', () => instead(load, 'joblib.load("model/a.pkl")')],
    ['script-old-interface', () => instead('import joblib', 'from azureml.contrib.services.aml_request import rawhttp\nimport joblib')],
    ['script-join-absolute', () => instead('"model", "a.pkl"', '"/model/a.pkl"')],
  ])('is repaired by one click: %s', async (rule, make) => {
    const text = `# 😀\n${make()}`
    const repair = (await found(text)).find((one) => one.rule === rule)?.repairs?.[0]
    expect(repair?.edits).toHaveLength(1)
    expect((await found(applied(text, repair?.edits))).filter((one) => one.rule === rule)).toEqual([])
  })

  it('takes init and run from elsewhere', async () => {
    expect(await found('from labels import init, run\n')).toEqual([])
    expect(await found('from labels import *\n')).toEqual([])
  })
})

describe('the model of a deployment', () => {
  const script = `import os
import joblib


def init():
    global model
    root = os.environ["AZUREML_MODEL_DIR"]
    model = joblib.load(os.path.join(root, "model", "model.pkl"))
    open(root + "/labels.txt").read()


def run(data):
    return model.predict(data).tolist()
`
  const document = { name: 'blue', model: 'azureml:m:1', code_configuration: { code: './src', scoring_script: 'score.py' } }
  const view: FileView = {
    kind: (path) => (path === './src' ? 'folder' : path === './src/score.py' ? 'file' : undefined),
    text: (path) => (path === './src/score.py' ? script : undefined),
    names: () => ['score.py'],
    count: () => 1,
  }

  it('is a registered one as well: its files are held against the joins, the nearest is offered', async () => {
    const joins: ModelJoin[] = []
    const registered = { files: ['model/sklearn_model.pkl', 'labels.txt'], isPartial: false }
    const doors = { view, readScript, model: { registered, onJoins: (more: readonly ModelJoin[]) => joins.push(...more) } }
    const found = await checkWithFiles('deployment', document, doors)
    expect(joins).toEqual([
      { file: 'src/score.py', line: 8, path: 'model/model.pkl', nearest: 'model/sklearn_model.pkl' },
      { file: 'src/score.py', line: 9, path: 'labels.txt', kind: 'file' },
    ])
    const wrong = found.find(({ rule }) => rule === 'script-model-path')
    expect(applied(script, wrong?.repairs?.[0]?.edits)).toContain('os.path.join(root, "model", "sklearn_model.pkl")')
    expect(await checkWithFiles('deployment', document, { view, readScript })).toEqual(found.filter((one) => one !== wrong))
  })
})
