import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Connection } from '@/lib/arm/connection'
import { type InvokeEvent, invokeRequestSchema } from '@/lib/contract/invoke'
import { invokeEndpoint } from '@/lib/server/invoke-endpoint'

/** The library's own second is too short on a busy machine. */
const patience = { timeout: 10_000 }
const key = 'the-secret-key'
const kept = vi.hoisted(() => ({ authMode: 'Key', rows: [] as { endpoint: string; row: Record<string, unknown> }[], scoringUri: '' }))
vi.mock('@/lib/arm/endpoints', () => ({
  listKeys: async () => ({ primaryKey: 'the-secret-key', secondaryKey: 'other' }),
  getToken: async () => ({ accessToken: 'a-token', expiryTimeUtc: 0, refreshAfterTimeUtc: 0, tokenType: 'Bearer' }),
}))
vi.mock('@/lib/arm/status', () => ({
  endpointStatus: async () => ({ name: 'e', deployments: [], scoringUri: kept.scoringUri, authMode: kept.authMode }),
}))
vi.mock('@/lib/db/invocations', () => ({
  insertInvocation: async (endpoint: string, row: Record<string, unknown>) => {
    kept.rows.push({ endpoint, row })
    return []
  },
}))
const home = mkdtempSync(join(tmpdir(), 'invoke-'))

const connection: Connection = { kind: 'local', id: 'local', agentUrl: '', token: '', caPem: '', workspaceId: '' }
let server: Server
let local: string
let answer: (response: ServerResponse) => void
let seen: { headers: IncomingHttpHeaders; body: string; url: string } | undefined
let closedEarly = false

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      seen = { headers: request.headers, body, url: request.url ?? '' }
      response.on('close', () => {
        closedEarly = !response.writableFinished
      })
      answer(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  local = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/endpoint/e/score`
})
afterAll(() => {
  server.close()
  rmSync(home, { recursive: true, force: true })
})
beforeEach(() => {
  vi.stubEnv('SCOREPOINT_HOME', home)
  kept.rows = []
  kept.authMode = 'Key'
  kept.scoringUri = local
  seen = undefined
  closedEarly = false
})

async function run(input: unknown, signal = new AbortController().signal) {
  const stream = await invokeEndpoint(connection, 'e', invokeRequestSchema.parse(input), signal)
  const text = await new Response(stream).text()
  return {
    text,
    events: text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as InvokeEvent),
  }
}

test('sends a token where the endpoint takes tokens', async () => {
  kept.authMode = 'AMLToken'
  answer = (response) => response.end('[1]')
  await run({ body: '{}' })
  expect(seen?.headers.authorization).toBe('Bearer a-token')
})

test('sends body, key and routing header, streams the answer and keeps the request without the key', async () => {
  answer = (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'azureml-model-deployment': 'green' })
    response.write('[1105')
    setImmediate(() => response.end('5.9]'))
  }
  const { text, events } = await run({ body: '{"data": []}', deployment: 'green', headers: { 'X-Trace': '7' } })
  expect(seen?.headers).toMatchObject({
    authorization: `Bearer ${key}`,
    'azureml-model-deployment': 'green',
    'x-trace': '7',
    'content-type': 'application/json',
  })
  expect(seen?.body).toBe('{"data": []}')
  expect(events[0]).toMatchObject({ kind: 'head', status: 200, binary: false })
  expect(events.flatMap((event) => (event.kind === 'text' ? [event.text] : [])).join('')).toBe('[11055.9]')
  expect(events.at(-1)).toMatchObject({ kind: 'end', bytes: 9, truncated: false })
  expect(kept.rows[0]).toMatchObject({
    endpoint: 'e',
    row: { status: 200, answeredBy: 'green', responseBody: '[11055.9]', requestHeaders: { 'X-Trace': '7' } },
  })
  expect(text + JSON.stringify(kept.rows)).not.toContain(key)
})

test('leaving the page ends the scoring request and keeps it as cancelled', async () => {
  answer = () => undefined // never answers
  const leave = new AbortController()
  const running = run({ body: '{}' }, leave.signal).catch(() => undefined)
  await vi.waitFor(() => expect(seen).toBeDefined(), patience)
  leave.abort()
  await vi.waitFor(() => expect(closedEarly).toBe(true), patience)
  await vi.waitFor(() => expect(kept.rows[0]?.row).toMatchObject({ failure: 'The request was cancelled.' }), patience)
  await Promise.race([running, new Promise((resolve) => setImmediate(resolve))])
})

test('a connection that breaks is said with its cause', async () => {
  answer = (response) => response.destroy()
  const { events } = await run({ body: '{}' })
  expect(events.at(-1)).toMatchObject({ kind: 'failed', problem: { code: 'Studio.ScoringUnreachable', retryable: true } })
})

test('the key goes to this computer only', async () => {
  kept.scoringUri = 'http://example.com/score'
  await expect(run({ body: '{}' })).rejects.toMatchObject({ problem: { code: 'Studio.ScoringUriNotLocal' } })
})

test('bytes that are no text are sent as base64 and kept as such', async () => {
  answer = (response) => {
    response.writeHead(200, { 'content-type': 'image/png' })
    response.end(Buffer.from([0x89, 0x50, 0x4e, 0x47]))
  }
  const { events } = await run({
    body: Buffer.from([1, 2, 255]).toString('base64'),
    encoding: 'base64',
    headers: { 'Content-Type': 'image/jpeg' },
  })
  expect(events.map((event) => event.kind)).toEqual(['head', 'bytes', 'end'])
  expect(events[1]).toMatchObject({ data: 'iVBORw==' })
  expect(seen?.headers).toMatchObject({ 'content-type': 'image/jpeg', 'content-length': '3' })
  expect(kept.rows[0]?.row).toMatchObject({ requestEncoding: 'base64', requestBytes: 3, responseEncoding: 'base64', responseBytes: 4 })
})

test('of a long answer the page gets the first mebibyte, and all of it is kept in a private file', async () => {
  const long = 'ü'.repeat(800_000)
  answer = (response) => response.end(long)
  const { events } = await run({ body: '{}' })
  const shown = events.flatMap((event) => (event.kind === 'text' ? [event.text] : [])).join('')
  expect(Buffer.byteLength(shown)).toBe(1_048_576)
  expect(events.at(-1)).toMatchObject({ kind: 'end', bytes: 1_600_000, truncated: true })
  const row = kept.rows[0]?.row
  const file = join(home, 'invocations', `${String(row?.id)}.response`)
  expect(readFileSync(file, 'utf8')).toBe(long)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(Buffer.byteLength(String(row?.responseBody))).toBe(256 * 1024)
  expect(existsSync(file.replace('response', 'request'))).toBe(false)
})

test('the query goes along, credentials in it and in headers are sent and not kept', async () => {
  answer = (response) => response.end('[]')
  await run({ body: '{}', query: 'code=s3cret&a=1', headers: { 'x-api-key': 's3cret' } })
  expect(seen?.headers['x-api-key']).toBe('s3cret')
  expect(seen?.url).toBe('/api/v1/endpoint/e/score?code=s3cret&a=1')
  expect(JSON.stringify(kept.rows)).not.toContain('s3cret')
  expect(kept.rows[0]?.row).toMatchObject({ query: 'code=%5Bnot%20kept%5D&a=1', requestHeaders: { 'x-api-key': '[not kept]' } })
})

test('the time limit of the panel ends the wait and says so', async () => {
  answer = () => undefined // never answers
  const { events } = await run({ body: '{}', timeoutMs: 60 })
  expect(events.at(-1)).toMatchObject({ kind: 'failed', problem: { code: 'Studio.InvocationTimedOut' } })
})

test.each([{ Authorization: 'x' }, { 'azureml-model-deployment': 'x' }, { 'x-bad': 'a\r\nb: c' }, { 'bad name': 'x' }])(
  'refuses the header %j',
  (headers) => {
    expect(invokeRequestSchema.safeParse({ body: '', headers }).success).toBe(false)
  },
)
