import { expect, test } from 'vitest'
import { formatBody, sampleBody, sampleValue } from './sample'
import { signatureOf, type ValueSchema } from './schema'
import { checkBody } from './validate'
import { isSecretName, withoutSecrets } from './without-secrets'

/** As azureml-inference-server-http 1.5.1 answers /swagger.json for @input_schema('data', numpy) and @input_schema('mode', standard). */
const input = {
  type: 'object',
  properties: {
    data: { type: 'array', items: { type: 'array', items: { type: 'number', format: 'double' } }, format: 'numpy.ndarray' },
    mode: { type: 'string' },
  },
  example: { data: [[1, 2, 3]], mode: 'ok' },
}
const swagger = (schema: unknown) => ({
  swagger: '2.0',
  paths: {
    '/': { get: {} },
    '/score': { post: { parameters: [{ in: 'body', schema: { $ref: '#/definitions/ServiceInput' } }] } },
  },
  definitions: { ServiceInput: schema },
})
const table: ValueSchema = {
  type: 'object',
  required: ['columns', 'index', 'data'],
  properties: {
    columns: { type: 'array', items: { type: 'string' } },
    index: { type: 'array', items: { type: 'integer' } },
    data: { type: 'array', items: { type: 'array', items: { type: 'number' } } },
  },
  format: 'pandas.DataFrame:split',
}

test('the input and its example are read from either version', () => {
  const two = signatureOf(swagger(input))
  const three = signatureOf({
    openapi: '3.0.3',
    paths: {
      '/score': { post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/ServiceInput' } } } } } },
    },
    components: { schemas: { ServiceInput: input } },
  })
  expect(two).toEqual(three)
  expect(two?.example).toEqual(input.example)
  expect(two?.input.properties?.data).toMatchObject({ type: 'array', items: { type: 'array', items: { type: 'number' } } })
})

test.each([
  ['a run() without decorators', swagger({ type: 'object', example: {} })],
  ['no document', 'Healthy'],
  ['a reference to nowhere', swagger({ $ref: '#/definitions/Nowhere' })],
  ['a schema that contains itself, and nothing else', swagger({ $ref: '#/definitions/ServiceInput' })],
])('%s has no signature', (_name, document) => {
  expect(signatureOf(document)).toBeUndefined()
})

test('a body is held against it, top-level parameters all expected', () => {
  const schema = signatureOf(swagger(input))?.input ?? {}
  expect(checkBody({ data: [[1, 2]], mode: 'x' }, schema)).toEqual([])
  expect(checkBody({ data: [[1, '2']], mod: 'x' }, schema)).toEqual([
    { rule: 'missing', path: [], name: 'mode' },
    { rule: 'type', path: ['data', 0, 1], expected: 'number', found: 'string' },
    { rule: 'unknown', path: ['mod'], name: 'mod', known: ['data', 'mode'] },
  ])
  expect(checkBody([], schema)).toEqual([{ rule: 'type', path: [], expected: 'object', found: 'array' }])
})

test('cells of a split table may be text, but a row has as many as there are columns', () => {
  expect(checkBody({ columns: ['a', 'b'], index: [0], data: [['m', 1]] }, table)).toEqual([])
  expect(checkBody({ columns: ['a', 'b'], index: [0, 1], data: [['m', 1], [2]] }, table)).toEqual([
    { rule: 'columns', path: ['data', 1], expected: 2, found: 1 },
  ])
})

test("a sample is the author's own, else one value of each type, rows on a line", () => {
  const signature = signatureOf(swagger(input))
  expect(signature && sampleBody(signature)).toBe('{\n  "data": [\n    [1, 2, 3]\n  ],\n  "mode": "ok"\n}')
  expect(sampleValue(signatureOf(swagger(input))?.input ?? {})).toEqual({ data: [[0.5]], mode: 'text' })
  expect(JSON.parse(formatBody({ a: [], b: {}, c: [[1], ['x'.repeat(100)]] }))).toEqual({ a: [], b: {}, c: [[1], ['x'.repeat(100)]] })
})

test('credentials are known by their names', () => {
  for (const name of ['x-api-key', 'Ocp-Apim-Subscription-Key', 'X-Auth-Token', 'cookie', 'sig', 'client_secret'])
    expect(isSecretName(name)).toBe(true)
  for (const name of ['x-trace-id', 'content-type', 'monkey', 'keyboard', 'x-ms-client-request-id']) expect(isSecretName(name)).toBe(false)
  expect(withoutSecrets({ headers: { a: '1' }, query: 'a=1&sig=abc' })).toEqual({ headers: { a: '1' }, query: 'a=1&sig=%5Bnot%20kept%5D' })
})
