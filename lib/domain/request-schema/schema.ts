/** What a deployment expects in a request body, as far as its swagger says (OpenAPI 2 and 3, and what inference-schema writes). */

export type ValueType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean'

/** The part of a JSON Schema that the official server's decorators use. An absent `type` accepts anything. */
export interface ValueSchema {
  type?: ValueType
  properties?: Record<string, ValueSchema>
  required?: string[]
  items?: ValueSchema
  enum?: unknown[]
  /** `numpy.ndarray`, `pandas.DataFrame:split`, `int64`, `binary`, … */
  format?: string
  nullable?: boolean
  description?: string
}

export interface RequestSignature {
  input: ValueSchema
  /** A request that fits, as the deployment's author wrote it. */
  example?: unknown
}

const types: readonly string[] = ['object', 'array', 'string', 'number', 'integer', 'boolean'] satisfies ValueType[]
/** Deeper nesting, or a schema that contains itself, is accepted unseen below this. */
const deepest = 12

/**
 * The signature in a swagger document; undefined when it describes no input, as for a run() without decorators.
 * Nothing throws: a custom container may answer anything under that address.
 */
export function signatureOf(swagger: unknown, scoringPath = '/score'): RequestSignature | undefined {
  const written = bodySchema(swagger, scoringPath)
  if (!isRecord(written)) return undefined
  const resolved = dereference(swagger, written)
  const input = readSchema(swagger, resolved, 0)
  const example = resolved.example ?? (Array.isArray(resolved.examples) ? resolved.examples[0] : undefined)
  const says = input.type === 'object' ? Object.keys(input.properties ?? {}).length > 0 : input.type !== undefined
  if (!says && (!isRecord(example) || Object.keys(example).length === 0)) return undefined
  return { input, ...(example === undefined ? {} : { example }) }
}

/** The schema of the POST body: below the scoring path, else the only path that takes one. */
function bodySchema(swagger: unknown, scoringPath: string): unknown {
  const paths = Object.entries(member(swagger, 'paths') ?? {}).filter(([, item]) => isRecord(member(item, 'post')))
  const [, item] = paths.find(([path]) => path.endsWith(scoringPath)) ?? (paths.length === 1 ? paths[0] : undefined) ?? []
  const post = member(item, 'post')
  const parameters = member(post, 'parameters')
  const inBody = Array.isArray(parameters) ? parameters.find((each) => member(each, 'in') === 'body') : undefined
  const content = member(member(post, 'requestBody'), 'content')
  return member(inBody, 'schema') ?? member(member(content, 'application/json'), 'schema')
}

function readSchema(document: unknown, written: unknown, depth: number): ValueSchema {
  if (!isRecord(written) || depth > deepest) return {}
  const schema = dereference(document, written)
  const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== 'null') : schema.type
  const properties = isRecord(schema.properties)
    ? Object.fromEntries(Object.entries(schema.properties).map(([name, each]) => [name, readSchema(document, each, depth + 1)]))
    : undefined
  return {
    ...(typeof type === 'string' && types.includes(type) ? { type: type as ValueType } : {}),
    ...(properties ? { properties } : {}),
    ...(Array.isArray(schema.required) ? { required: schema.required.filter((name) => typeof name === 'string') } : {}),
    ...(isRecord(schema.items) ? { items: readSchema(document, schema.items, depth + 1) } : {}),
    ...(Array.isArray(schema.enum) ? { enum: schema.enum } : {}),
    ...(typeof schema.format === 'string' ? { format: schema.format } : {}),
    ...(schema.nullable === true || (Array.isArray(schema.type) && schema.type.includes('null')) ? { nullable: true } : {}),
    ...(typeof schema.description === 'string' ? { description: schema.description } : {}),
  }
}

/** Follows `$ref: '#/…'` a few times; a reference that leads nowhere describes nothing. */
function dereference(document: unknown, schema: Record<string, unknown>): Record<string, unknown> {
  let current = schema
  for (let hops = 0; hops < deepest && typeof current.$ref === 'string'; hops++) {
    const steps = current.$ref.startsWith('#/') ? current.$ref.slice(2).split('/') : []
    const target = steps.reduce<unknown>((value, step) => member(value, step.replaceAll('~1', '/').replaceAll('~0', '~')), document)
    if (!isRecord(target)) return {}
    current = target
  }
  return current
}

/** Own members only: a swagger is written by strangers. */
function member(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
