import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DocumentKind, documentKinds, yamlSchemas } from '@/lib/contract/yaml/kinds'
import { answerMemory, askAlways } from '@/lib/domain/answer-memory'
import { readBySchema } from '@/lib/domain/checks/read-by-schema'

const values = fc.constantFrom<unknown>(
  'blue',
  '',
  1,
  -1,
  1.5,
  true,
  null,
  undefined,
  [],
  ['a', 1],
  {},
  { path: 1, type: 'mlflow_model' },
  { code: 'src' },
  { type: 'target_utilization', min_instances: 'x' },
  { request_timeout_ms: -1, max_concurrent_requests_per_instance: 2 },
  { A: 1, B: [] },
  { image: 'i', inference_config: { scoring_route: { port: 'x' } } },
  { blue: 'x', green: 10 },
)
const documents = (kind: DocumentKind) =>
  fc.array(
    fc.dictionary(fc.constantFrom(...Object.keys(yamlSchemas[kind].shape), 'other'), values, { maxKeys: 8, noNullPrototype: true }),
    { minLength: 1, maxLength: 4 },
  )

describe('readBySchema', () => {
  it.each(documentKinds)('%s: finds key by key what the whole schema finds, with and without memory', (kind) => {
    fc.assert(
      fc.property(documents(kind), (versions) => {
        const next = answerMemory()
        for (const data of versions) {
          const whole = yamlSchemas[kind].safeParse(data)
          for (const ask of [askAlways, next()]) {
            const { issues, sound } = readBySchema(kind, data, ask)
            expect(issues).toEqual(whole.error?.issues ?? [])
            if (whole.success) expect(sound).toEqual(whole.data)
            else expect(yamlSchemas[kind].partial().safeParse(sound).success).toBe(true)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('takes out what breaks the schema and keeps the rest', () => {
    const data = { name: 'blue', instance_count: 'many', request_settings: { request_timeout_ms: -1, max_queue_wait_ms: 5 } }
    expect(readBySchema('deployment', data, askAlways).sound).toEqual({ name: 'blue', request_settings: { max_queue_wait_ms: 5 } })
    // A missing mandatory key takes its mapping with it.
    expect(readBySchema('deployment', { code_configuration: { code: 'src' } }, askAlways).sound).toEqual({})
  })
})
