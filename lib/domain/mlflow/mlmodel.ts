import type { MlflowFacts, SignatureField } from '@/lib/contract/mlflow'
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import { isRecord } from '@/lib/domain/convert/yaml-data'

const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Relative and inside the folder; a file of that name elsewhere is never read. */
const fileNameIn = (value: unknown): string | undefined => {
  const name = textIn(value)
  return name !== undefined && !name.startsWith('/') && !name.split('/').includes('..') ? name : undefined
}

/**
 * Reads the text of an `MLmodel` file (https://mlflow.org/docs/latest/ml/model/). Never throws: undefined when it is no mapping with
 * flavours.
 */
export function parseMlmodel(text: string): MlflowFacts | undefined {
  const { data } = loadYaml(text)
  if (!isRecord(data) || !isRecord(data.flavors)) return undefined
  const flavors = Object.keys(data.flavors).sort((a, b) => Number(b === 'python_function') - Number(a === 'python_function'))
  const pyfunc = isRecord(data.flavors.python_function) ? data.flavors.python_function : undefined
  const env = pyfunc?.env
  const signature = isRecord(data.signature) ? data.signature : {}
  const example = isRecord(data.saved_input_example_info) ? fileNameIn(data.saved_input_example_info.artifact_path) : undefined
  const loaderModule = textIn(pyfunc?.loader_module)
  const pythonVersion = textIn(pyfunc?.python_version)
  const mlflowVersion = textIn(data.mlflow_version)
  return {
    flavors,
    hasPyfunc: pyfunc !== undefined,
    ...(loaderModule === undefined ? {} : { loaderModule }),
    ...(pythonVersion === undefined ? {} : { pythonVersion }),
    ...(mlflowVersion === undefined ? {} : { mlflowVersion }),
    // Before MLflow 2 `env` was the name of the conda file alone.
    condaFile: fileNameIn(isRecord(env) ? env.conda : env) ?? 'conda.yaml',
    pythonEnvFile: fileNameIn(isRecord(env) ? env.virtualenv : undefined) ?? 'python_env.yaml',
    ...fieldsOf('inputs', signature.inputs),
    ...fieldsOf('outputs', signature.outputs),
    ...fieldsOf('params', signature.params),
    ...(example === undefined ? {} : { inputExample: example }),
  }
}

function fieldsOf(key: 'inputs' | 'outputs' | 'params', value: unknown): Partial<Pick<MlflowFacts, 'inputs' | 'outputs' | 'params'>> {
  const list = typeof value === 'string' ? parsedJson(value) : value
  if (!Array.isArray(list)) return {}
  return { [key]: list.filter(isRecord).map(fieldOf) }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A signature that cannot be read is as good as none.
    return undefined
  }
}

function fieldOf(entry: Record<string, unknown>): SignatureField {
  const name = textIn(entry.name)
  const tensor = isRecord(entry['tensor-spec']) ? entry['tensor-spec'] : undefined
  const shape = Array.isArray(tensor?.shape) ? ` [${tensor.shape.map(String).join(', ')}]` : ''
  const type = tensor === undefined ? (textIn(entry.type) ?? 'any') : `tensor ${textIn(tensor.dtype) ?? 'any'}${shape}`
  return { ...(name === undefined ? {} : { name }), type }
}
