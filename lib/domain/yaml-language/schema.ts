import { describeField } from '@/lib/contract/yaml/describe'
import { variableAt } from '@/lib/contract/yaml/environment-variables'
import { yamlJsonSchema } from '@/lib/contract/yaml/json-schema'
import type { EditorKind } from '@/lib/contract/yaml/kinds'

export type Path = readonly (string | number)[]

/** The part of draft-07 that our schemas use. */
export interface SchemaNode {
  type?: string | string[]
  title?: string
  description?: string
  default?: unknown
  examples?: unknown[]
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, SchemaNode>
  additionalProperties?: SchemaNode | boolean
  required?: string[]
  items?: SchemaNode
  anyOf?: SchemaNode[]
  minimum?: number
  maximum?: number
}

const schemas = new Map<EditorKind, SchemaNode>()

function schemaOf(kind: EditorKind): SchemaNode {
  const known = schemas.get(kind)
  if (known) return known
  const made: SchemaNode = yamlJsonSchema(kind)
  schemas.set(kind, made)
  return made
}

const alternatives = (node: SchemaNode): SchemaNode[] => (node.anyOf ? node.anyOf.flatMap(alternatives) : [node])

function step(node: SchemaNode, key: string | number): SchemaNode[] {
  return alternatives(node).flatMap((one) => {
    if (typeof key === 'number') return one.items ? [one.items] : []
    const own = one.properties && Object.hasOwn(one.properties, key) ? one.properties[key] : undefined
    if (own) return [own]
    return typeof one.additionalProperties === 'object' ? [one.additionalProperties] : []
  })
}

/** The schemas that describe the value at a path, its alternatives apart; none for keys the contract does not know. */
export function schemasAt(kind: EditorKind, path: Path): SchemaNode[] {
  let nodes: SchemaNode[] = [schemaOf(kind)]
  for (const key of path) nodes = nodes.flatMap((node) => step(node, key))
  return nodes.flatMap((node) => alternatives(node))
}

/** A key of a mapping with its schema, alternatives together. */
export interface SchemaKey {
  name: string
  node: SchemaNode
  isRequired: boolean
}

/** The keys the mapping at a path may have, in the order of the contract. */
export function keysAt(kind: EditorKind, path: Path): SchemaKey[] {
  const keys = new Map<string, SchemaKey>()
  for (const node of schemasAt(kind, path))
    for (const [name, child] of Object.entries(node.properties ?? {}))
      if (!keys.has(name)) keys.set(name, { name, node: child, isRequired: node.required?.includes(name) ?? false })
  return [...keys.values()]
}

export interface FieldFacts {
  title?: string
  description?: string
  default?: unknown
  examples: unknown[]
  /** Range or form in words. */
  limit?: string
  /** Page of the documentation. */
  source?: string
  appliesTo?: 'managed' | 'kubernetes'
  /** Meaning of each word. */
  values: Record<string, string>
  /** Words it may be. */
  allowed: string[]
  minimum?: number
  maximum?: number
  /** In the words of JSON Schema: string, integer, number, boolean, object, array. */
  types: string[]
}

const fields = new Map<string, FieldFacts | undefined>()
/** More than the contract has: the other paths hold names somebody thought of. */
const mostFields = 1000

/** Everything the contract says about the field at a path; undefined for keys it does not know. */
export function fieldAt(kind: EditorKind, path: Path): Readonly<FieldFacts> | undefined {
  const name = [kind, ...path].join('\n')
  if (!fields.has(name)) {
    if (fields.size >= mostFields) fields.clear()
    fields.set(name, readField(kind, path))
  }
  return fields.get(name)
}

function readField(kind: EditorKind, path: Path): FieldFacts | undefined {
  let nodes: SchemaNode[] = [schemaOf(kind)]
  for (const key of path) nodes = nodes.flatMap((node) => step(node, key))
  const [first] = nodes
  if (!first) return undefined
  const variable = variableAt(kind, path)
  if (variable) {
    const { isSetByPlatform: _, snippets: __, ...meta } = variable
    const { values = {}, examples = [] } = meta
    // The container gets text, whatever the file holds.
    return { ...meta, values, examples, allowed: Object.keys(values), types: ['string'] }
  }
  const all = nodes.flatMap(alternatives)
  // Words read without regard to case lose their default on the way to JSON Schema.
  const meta = describeField(kind, path)
  const known = <T>(pick: (node: SchemaNode) => T | undefined) => [first, ...all].map(pick).find((value) => value !== undefined)
  const given = <K extends string, T>(key: K, value: T | undefined) => (value === undefined ? {} : ({ [key]: value } as Record<K, T>))
  return {
    ...given(
      'title',
      known((node) => node.title),
    ),
    ...given(
      'description',
      known((node) => node.description),
    ),
    ...given('default', meta?.default ?? known((node) => node.default)),
    ...given(
      'minimum',
      known((node) => node.minimum),
    ),
    // Whole numbers without a limit get the largest safe one.
    ...given(
      'maximum',
      known((node) => (node.maximum === Number.MAX_SAFE_INTEGER ? undefined : node.maximum)),
    ),
    ...given('limit', meta?.limit),
    ...given('source', meta?.source),
    ...given('appliesTo', meta?.appliesTo),
    values: meta?.values ?? {},
    examples: known((node) => node.examples) ?? [],
    allowed: [...new Set(all.flatMap((node) => (node.enum ?? (node.const === undefined ? [] : [node.const])).map(String)))],
    types: [...new Set(all.flatMap((node) => node.type ?? []))],
  }
}
