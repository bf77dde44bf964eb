import type { MlflowFacts, SignatureField } from '@/lib/contract/mlflow'
import { isRecord } from '@/lib/domain/convert/yaml-data'

const exampleValues: Readonly<Record<string, unknown>> = {
  boolean: true,
  integer: 42,
  long: 42,
  float: 0.15,
  double: 0.15,
  string: 'sample string',
  datetime: '2024-01-01T00:00:00',
}
const maxSampleCharacters = 16_384

/**
 * A request body for a model that MLflow serves: the example saved with it, else one row made from the signature; undefined when there is
 * neither (https://learn.microsoft.com/azure/machine-learning/how-to-deploy-mlflow-models-online-endpoints).
 */
export function mlflowSampleRequest(facts: Pick<MlflowFacts, 'inputs' | 'params'>, exampleText?: string): string | undefined {
  const input = fromExample(exampleText) ?? fromSignature(facts.inputs)
  if (input === undefined) return undefined
  const params = Object.fromEntries((facts.params ?? []).flatMap(({ name, type }) => (name === undefined ? [] : [[name, exampleOf(type)]])))
  const text = JSON.stringify({ input_data: input, ...(Object.keys(params).length > 0 ? { params } : {}) }, undefined, 2)
  return text.length <= maxSampleCharacters ? text : undefined
}

const exampleOf = (type: string): unknown => exampleValues[type] ?? 'sample string'

function fromExample(text: string | undefined): unknown {
  if (text === undefined) return undefined
  let saved: unknown
  try {
    saved = JSON.parse(text)
  } catch {
    // An example that is no JSON is left to the signature.
    return undefined
  }
  if (isRecord(saved) && 'inputs' in saved) return saved.inputs
  if (!isRecord(saved) || !Array.isArray(saved.columns) || !Array.isArray(saved.data)) return undefined
  return { columns: saved.columns, index: saved.index ?? saved.data.map((_row, row) => row), data: saved.data }
}

function fromSignature(inputs: readonly SignatureField[] | undefined): unknown {
  const [first] = inputs ?? []
  if (inputs === undefined || first === undefined) return undefined
  if (first.type.startsWith('tensor ')) {
    const tensors = inputs.map(({ name, type }) => [name, zeros(shapeOf(type))] as const)
    return first.name === undefined ? tensors[0]?.[1] : Object.fromEntries(tensors.map(([name, value]) => [name ?? '', value]))
  }
  return { columns: inputs.map(({ name }, column) => name ?? column), index: [0], data: [inputs.map(({ type }) => exampleOf(type))] }
}

/** A side of any length is one. */
const shapeOf = (type: string): number[] =>
  (/\[([^\]]*)\]/.exec(type)?.[1] ?? '')
    .split(',')
    .map((side) => Number(side))
    .map((side) => (Number.isInteger(side) && side > 0 ? side : 1))

function zeros(shape: readonly number[]): unknown {
  const [side, ...rest] = shape
  if (side === undefined) return 0
  // A picture of zeros is no sample anybody reads; the shape is what counts.
  return shape.reduce((count, length) => count * length, 1) > 10_000 ? [] : Array.from({ length: side }, () => zeros(rest))
}
