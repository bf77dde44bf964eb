import { z } from 'zod'
import { variableAt } from '@/lib/contract/yaml/environment-variables'
import type { FieldMeta } from '@/lib/contract/yaml/fields'
import { type EditorKind, editorSchemas } from '@/lib/contract/yaml/kinds'

/** Wrapper layers are peeled until an object, record, array or union shows; meta is read on the way. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  let current = schema
  for (;;) {
    if (current instanceof z.ZodOptional || current instanceof z.ZodNullable) current = current.unwrap()
    else if (current instanceof z.ZodPipe) current = current.def.in instanceof z.ZodTransform ? current.def.out : current.def.in
    else return current
  }
}

function child(schema: z.core.$ZodType, key: string | number): z.core.$ZodType | undefined {
  const inner = unwrap(schema)
  if (inner instanceof z.ZodObject) return inner.shape[String(key)]
  if (inner instanceof z.ZodRecord) return inner.valueType
  if (inner instanceof z.ZodArray) return inner.element
  if (inner instanceof z.ZodUnion) {
    for (const option of inner.options) {
      const found = child(option, key)
      if (found) return found
    }
  }
  return undefined
}

/** The schema at a path of a document; undefined for keys the contract does not know. */
export function schemaAt(kind: EditorKind, path: readonly (string | number)[]): z.core.$ZodType | undefined {
  let current: z.core.$ZodType | undefined = editorSchemas[kind]
  for (const key of path) {
    if (!current) return undefined
    current = child(current, key)
  }
  return current
}

const metaKeys = ['examples', 'default', 'limit', 'source', 'values', 'appliesTo', 'snippets'] as const

const described = new WeakMap<z.core.$ZodType, { meta: Readonly<FieldMeta> | undefined }>()

/** Meaning of a field: title, description, and where they exist examples, default, limit, source, words, snippets. */
export function describeField(kind: EditorKind, path: readonly (string | number)[]): Readonly<FieldMeta> | undefined {
  const variable = variableAt(kind, path)
  if (variable) return variable
  const schema = schemaAt(kind, path)
  if (!schema) return undefined
  const known = described.get(schema) ?? { meta: metaOf(schema) }
  described.set(schema, known)
  return known.meta
}

function metaOf(schema: z.core.$ZodType): FieldMeta | undefined {
  const meta = z.globalRegistry.get(schema)
  if (!meta?.title || !meta.description) return undefined
  const { title, description } = meta
  const rest = Object.fromEntries(metaKeys.filter((key) => meta[key] !== undefined).map((key) => [key, meta[key]]))
  // Written by `field` and `requiredField` alone, whose argument has this type.
  return { title, description, ...(rest as Omit<FieldMeta, 'title' | 'description'>) }
}

const keys = new WeakMap<z.core.$ZodType, { known: readonly string[] | undefined }>()

/** Keys the contract knows for the object at `path`; undefined where any key is legal (maps). */
export function knownKeys(kind: EditorKind, path: readonly (string | number)[]): readonly string[] | undefined {
  const schema = schemaAt(kind, path)
  if (!schema) return undefined
  const found = keys.get(schema) ?? { known: keysOf(schema) }
  keys.set(schema, found)
  return found.known
}

function keysOf(schema: z.core.$ZodType): readonly string[] | undefined {
  const inner = unwrap(schema)
  if (inner instanceof z.ZodObject) return Object.keys(inner.shape)
  if (inner instanceof z.ZodUnion) {
    for (const option of inner.options) {
      const keys = keysOf(option)
      if (keys) return keys
    }
  }
  return undefined
}
