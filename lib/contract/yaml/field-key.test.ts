import { expect, it } from 'vitest'
import { describeField } from '@/lib/contract/yaml/describe'
import { knownVariables } from '@/lib/contract/yaml/environment-variables'
import { fieldKey } from '@/lib/contract/yaml/field-key'
import { yamlJsonSchema } from '@/lib/contract/yaml/json-schema'
import { documentKinds, type EditorKind } from '@/lib/contract/yaml/kinds'
import german from '@/messages/de/fields.json'

interface Schema {
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  items?: Schema
  anyOf?: Schema[]
}

/** Paths of every key below a schema; entries of maps and lists appear as `*` and 0. */
function* paths(schema: Schema, path: (string | number)[] = []): Generator<(string | number)[]> {
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    yield [...path, key]
    yield* paths(child, [...path, key])
  }
  if (typeof schema.additionalProperties === 'object') yield* paths(schema.additionalProperties, [...path, '*'])
  if (schema.items) yield* paths(schema.items, [...path, 0])
  for (const option of schema.anyOf ?? []) yield* paths(option, path)
}

interface Texts {
  title: string
  description: string
  limit?: string
  values?: Record<string, string>
}
const texts: Record<string, Texts | undefined> = german

const keys = new Map<string, ReturnType<typeof describeField>>()
for (const kind of [...documentKinds, 'conda'] as EditorKind[])
  for (const path of paths(yamlJsonSchema(kind))) {
    const meta = describeField(kind, path)
    if (meta) keys.set(fieldKey(kind, path), meta)
  }

for (const [name, meta] of Object.entries(knownVariables)) keys.set(fieldKey('deployment', ['environment_variables', name]), meta)

it('German explains every field, and no other', () => {
  expect(Object.keys(german).sort()).toEqual([...keys.keys()].sort())
})

it('German says limit and words wherever English does', () => {
  for (const [key, meta] of keys) {
    const text = texts[key]
    expect([text?.title.trim(), text?.description.trim()].every(Boolean), key).toBe(true)
    expect(text?.limit === undefined, `${key}: limit`).toBe(meta?.limit === undefined)
    expect(Object.keys(text?.values ?? {}).sort(), `${key}: values`).toEqual(Object.keys(meta?.values ?? {}).sort())
    const numbers = (value: string | undefined) => (value?.match(/\d+/g) ?? []).join(' ')
    expect(numbers(text?.limit), `${key}: numbers of the limit`).toBe(numbers(meta?.limit))
  }
})
