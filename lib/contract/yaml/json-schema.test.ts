import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { describeField, knownKeys, schemaAt } from '@/lib/contract/yaml/describe'
import { sourceUrl } from '@/lib/contract/yaml/fields'
import { yamlJsonSchema } from '@/lib/contract/yaml/json-schema'
import { documentKinds } from '@/lib/contract/yaml/kinds'

interface Schema {
  title?: string
  description?: string
  default?: unknown
  properties?: Record<string, Schema>
  anyOf?: Schema[]
  enum?: string[]
  source?: string
  limit?: string
  values?: Record<string, string>
  enumDescriptions?: string[]
  defaultSnippets?: { label: string; body: unknown }[]
  [key: string]: unknown
}

/** Every property below a schema, with its path. */
function* walk(schema: Schema, path = ''): Generator<[string, Schema]> {
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    yield [`${path}/${key}`, child]
    yield* walk(child, `${path}/${key}`)
  }
  for (const option of schema.anyOf ?? []) yield* walk(option, path)
}

describe('yamlJsonSchema', () => {
  it.each(documentKinds)('%s is draft-07 and lets unknown keys pass', (kind) => {
    const schema: Schema = yamlJsonSchema(kind)
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#')
    expect(schema.title).toBeDefined()
    expect(schema.additionalProperties).not.toBe(false)
    expect(() => JSON.stringify(schema)).not.toThrow()
  })

  it.each(documentKinds)('%s explains every key', (kind) => {
    const paths = [...walk(yamlJsonSchema(kind))]
    expect(paths.length).toBeGreaterThan(8)
    for (const [path, schema] of paths) expect(schema.description, path).toBeTruthy()
  })

  it.each([...documentKinds, 'conda'] as const)('%s names limit and documentation, and the meaning of every word', (kind) => {
    for (const [path, schema] of walk(yamlJsonSchema(kind))) {
      expect(schema.source, path).toMatch(/^(?:https:\/\/\S+|[a-z][\w-]+)$/)
      if (schema.enum) {
        expect(Object.keys(schema.values ?? {}).sort(), path).toEqual([...schema.enum].sort())
        expect(schema.enumDescriptions, path).toHaveLength(schema.enum.length)
      }
      if (schema.minimum !== undefined || schema.maximum !== undefined) expect(schema.limit, path).toMatch(/\d/)
      for (const { label, body } of schema.defaultSnippets ?? []) expect([label !== '', body !== undefined], path).toEqual([true, true])
    }
  })

  it.each(documentKinds)('%s offers snippets its own schema accepts', (kind) => {
    let count = 0
    for (const [path, schema] of walk(yamlJsonSchema(kind)))
      for (const { label, body } of schema.defaultSnippets ?? []) {
        count += 1
        const at = schemaAt(kind, path.split('/').slice(1))
        expect(at && z.safeParse(at, body).success, `${path}: ${label}`).toBe(true)
      }
    if (kind !== 'model') expect(count).toBeGreaterThan(0)
  })

  it('says once to which kind of endpoint a field belongs', () => {
    expect(describeField('endpoint', ['compute'])?.appliesTo).toBe('kubernetes')
    expect(describeField('endpoint', ['mirror_traffic'])?.appliesTo).toBe('managed')
    expect(describeField('deployment', ['resources', 'limits', 'nvidia.com/gpu'])?.appliesTo).toBe('kubernetes')
    expect(describeField('deployment', ['instance_type'])?.appliesTo).toBeUndefined()
    expect(sourceUrl('reference-yaml-model')).toBe('https://learn.microsoft.com/azure/machine-learning/reference-yaml-model')
  })

  it('carries defaults, words and limits', () => {
    const properties = (yamlJsonSchema('deployment') as Schema).properties
    const settings = properties?.request_settings?.properties
    expect(settings?.request_timeout_ms).toMatchObject({ default: 5000, minimum: 1, maximum: 300_000, type: 'integer' })
    expect(properties?.type?.enum).toEqual(['managed', 'kubernetes'])
    expect(properties?.liveness_probe?.properties?.failure_threshold?.default).toBe(30)
    expect((yamlJsonSchema('endpoint') as Schema).required).toEqual(['name'])
  })
})

describe('describe', () => {
  it('finds fields inside alternatives and lists', () => {
    expect(describeField('deployment', ['environment', 'conda_file'])?.title).toBe('Conda file')
    expect(describeField('deployment', ['request_settings', 'request_timeout_ms'])?.default).toBe(5000)
    expect(describeField('endpoint', ['identity', 'type'])?.default).toBe('system_assigned')
    expect(describeField('deployment', ['data_collector', 'collections', 'any', 'enabled'])?.title).toBe('Enabled')
    expect(describeField('deployment', ['nothing'])).toBeUndefined()
  })
  it('knows keys of mappings and none of maps', () => {
    expect(knownKeys('deployment', ['liveness_probe'])).toEqual([
      'initial_delay',
      'period',
      'timeout',
      'success_threshold',
      'failure_threshold',
    ])
    expect(knownKeys('deployment', ['environment'])).toContain('image')
    expect(knownKeys('endpoint', ['tags'])).toBeUndefined()
    expect(schemaAt('endpoint', ['traffic', 'blue'])).toBeDefined()
  })
})
