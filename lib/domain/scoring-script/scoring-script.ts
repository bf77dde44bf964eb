import { yamlText } from '@/lib/domain/convert/yaml-text'
import type { ScriptKind } from '@/lib/domain/scoring-script/model-kind'
import { scriptTemplates } from '@/lib/domain/scoring-script/templates'

export interface ScriptRequest {
  kind: ScriptKind
  /** Path of what is loaded, below AZUREML_MODEL_DIR, `/`-separated; empty for that folder itself. */
  path: string
  /** Decorators of inference-schema: the endpoint then describes its requests in swagger.json. */
  schema: boolean
  /** Columns of a sample row for the schema; default 2. */
  columns?: number
  /** Version of the package that saved the model, when it is known; pinned in the conda file. */
  packageVersion?: string
  /** `3.11`; default. */
  python?: string
}

export interface GeneratedScript {
  /** Text of score.py. */
  script: string
  /** Text of a conda file with which it runs. */
  conda: string
}

const indent = (lines: readonly string[]) => lines.map((line) => (line === '' ? '' : `    ${line}`))

/** A Python string literal. */
const quoted = (text: string) => JSON.stringify(text)

/** `os.path.join(os.getenv("AZUREML_MODEL_DIR"), "model", "a.pkl")` */
export function modelDirJoin(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '')
  return segments.length === 0
    ? 'os.environ["AZUREML_MODEL_DIR"]'
    : `os.path.join(os.environ["AZUREML_MODEL_DIR"], ${segments.map(quoted).join(', ')})`
}

/**
 * A scoring script and the conda file it runs with, for one model
 * (https://learn.microsoft.com/azure/machine-learning/how-to-deploy-online-endpoints, "Understand the scoring script"). Pure; the request
 * is `{"data": [[…], …]}`, the answer `{"predictions": …}`.
 */
export function generateScoringScript(request: ScriptRequest): GeneratedScript {
  const template = scriptTemplates[request.kind]
  const usesNumpy = template.imports.some((line) => line === 'import numpy as np')
  const withSchema = request.schema && request.kind !== 'generic' && request.kind !== 'mlflow'
  const sample = Array.from({ length: Math.max(1, request.columns ?? 2) }, () => '0.0').join(', ')
  const imports = [
    'import json',
    'import logging',
    'import os',
    '',
    ...template.imports,
    ...(withSchema
      ? [
          'from inference_schema.parameter_types.numpy_parameter_type import NumpyParameterType',
          'from inference_schema.schema_decorators import input_schema',
        ]
      : []),
  ]
  const run = withSchema
    ? [
        '# One row of what a request holds: swagger.json and the test form are made from it.',
        `sample = np.array([[${sample}]])`,
        '',
        '',
        '@input_schema("data", NumpyParameterType(sample, enforce_shape=False))',
        'def run(data):',
        '    """Called for every request with the value of its field "data"."""',
      ]
    : [
        'def run(raw_data):',
        '    """Called for every request; raw_data is its body as text: {"data": [[...], ...]}."""',
        '    data = json.loads(raw_data)["data"]',
      ]
  const script = [
    '"""Scoring script: init() loads the model once per worker, run() answers every request."""',
    '',
    ...(withSchema ? imports.filter((line) => line !== 'import json') : imports),
    '',
    'logger = logging.getLogger("score")',
    'model = None',
    '',
    '',
    'def init():',
    '    """Called once when the worker starts; AZUREML_MODEL_DIR holds the files of the model."""',
    '    global model',
    `    path = ${modelDirJoin(request.path)}`,
    ...indent(template.note === undefined ? [] : [`# ${template.note}`]),
    ...indent(template.load),
    '    logger.info("Loaded %s", path)',
    '',
    '',
    ...run,
    ...indent(template.predict),
    '    logger.info("Answered %d rows", len(data))',
    '    return {"predictions": predictions}',
    '',
  ].join('\n')
  return { script, conda: condaFor(request, usesNumpy) }
}

function condaFor({ kind, packageVersion, python = '3.11' }: ScriptRequest, usesNumpy: boolean): string {
  const { packages, condaOnly = [] } = scriptTemplates[kind]
  const [first, ...rest] = packages
  const pinned = first === undefined ? [] : [packageVersion === undefined ? first : `${first}==${packageVersion}`]
  const pip = ['azureml-inference-server-http', ...pinned, ...rest, ...(usesNumpy ? ['numpy'] : [])]
  return yamlText({
    name: 'model-env',
    channels: condaOnly.length > 0 ? ['pytorch', 'conda-forge'] : ['conda-forge'],
    dependencies: [`python=${python}`, ...condaOnly, 'pip', { pip }],
  })
}
