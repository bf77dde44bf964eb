import type { MlflowFacts } from '@/lib/contract/mlflow'
import { parseConda, requirementName } from '@/lib/domain/conda/conda'
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { yamlText } from '@/lib/domain/convert/yaml-text'

/** The texts of the files beside `MLmodel`, as far as they exist. */
export interface MlflowFiles {
  conda?: string
  pythonEnv?: string
  requirements?: string
}

export interface MlflowEnvironment {
  /** Text of a conda file: the folder's own, or made from its other files. */
  condaFile: string
  /** Which file of the folder it came from. */
  from: 'conda.yaml' | 'python_env.yaml' | 'requirements.txt' | 'MLmodel'
}

/**
 * The environment of an MLflow model: its conda file, else `python_env.yaml` with `requirements.txt`, else `requirements.txt` with the
 * Python version of `MLmodel` (https://mlflow.org/docs/latest/ml/model/dependencies/). Without any of them MLflow itself and the Python of
 * `MLmodel` are all that is known.
 */
export function mlflowEnvironment(facts: MlflowFacts, files: MlflowFiles): MlflowEnvironment {
  if (files.conda !== undefined) return { condaFile: files.conda, from: 'conda.yaml' }
  const env = files.pythonEnv === undefined ? undefined : loadYaml(files.pythonEnv).data
  const listed = requirementLines(files.requirements ?? '')
  if (isRecord(env)) {
    const own = Array.isArray(env.dependencies) ? env.dependencies.filter((line): line is string => typeof line === 'string') : []
    const inlined = own.flatMap((line) => (/^-r\s+requirements\.txt$/.test(line.trim()) ? listed : [line]))
    return { condaFile: condaText(pythonOf(env.python) ?? facts.pythonVersion, inlined), from: 'python_env.yaml' }
  }
  return { condaFile: condaText(facts.pythonVersion, listed), from: files.requirements === undefined ? 'MLmodel' : 'requirements.txt' }
}

const pythonOf = (value: unknown): string | undefined =>
  // YAML reads 3.10 as a number and drops its zero; MLflow always writes the patch version.
  typeof value === 'string' && /^\d+\.\d+/.test(value) ? value : undefined

function requirementLines(text: string): string[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
}

function condaText(python: string | undefined, pip: string[]): string {
  return yamlText({ name: 'mlflow-env', dependencies: [...(python === undefined ? [] : [`python=${python}`]), { pip }] })
}

/**
 * Requirements that MLflow's scoring needs and this environment does not name: MLflow in the version the model was saved with
 * (`mlflow-skinny` is enough to load and predict) and, with `mlflow-skinny`, the libraries that package leaves out.
 */
export function mlflowNeeds(facts: Pick<MlflowFacts, 'mlflowVersion'>, condaFile: string): string[] {
  const names = new Set(parseConda(condaFile).requirements.map(requirementName))
  if (names.has('mlflow')) return []
  const version = /^\d+(\.\d+)*$/.test(facts.mlflowVersion ?? '') ? `==${facts.mlflowVersion}` : ''
  return [
    ...(names.has('mlflow-skinny') ? [] : [`mlflow-skinny${version}`]),
    ...['numpy', 'pandas'].filter((library) => !names.has(library)),
  ]
}
