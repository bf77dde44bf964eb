/** The studio's database behind the test panel: what is kept, found, starred, judged and forgotten. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { deleteExamples, findExampleNamed, listExamples, saveExample, setExampleRun } from '@/lib/db/examples'
import {
  deleteInvocations,
  findInvocation,
  insertInvocation,
  listInvocations,
  type NewInvocation,
  starInvocation,
} from '@/lib/db/invocations'
import { applyMigrations } from '@/server/migrations'

const home = mkdtempSync(join(tmpdir(), 'panel-store-'))
const always = new Date(0).toISOString()
beforeAll(() => {
  vi.stubEnv('SCOREPOINT_HOME', home)
  applyMigrations(join(home, 'studio.db'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

function entry(id: string, given: Partial<NewInvocation> = {}): NewInvocation {
  return {
    id,
    requestEncoding: 'text',
    requestBody: '{"data": [1]}',
    requestBytes: 13,
    requestHeaders: {},
    query: '',
    responseEncoding: 'text',
    responseBody: '[1]',
    responseBytes: 3,
    responseHeaders: {},
    status: 200,
    answeredBy: 'blue',
    ...given,
  }
}
const ids = async (query: Parameters<typeof listInvocations>[2]) =>
  (await listInvocations('e', always, query)).invocations.map(({ id }) => id).sort()

test('the history is found by text, outcome, deployment and star, whatever the case of the endpoint', async () => {
  await insertInvocation('E', entry('a', { requestBody: '{"patient": "Meier"}' }))
  await insertInvocation('e', entry('b', { status: 424, answeredBy: 'green', revision: { model: 'm:1', modifiedAt: always } }))
  await insertInvocation('e', entry('c', { status: undefined, failure: 'The request was cancelled.', answeredBy: undefined }))
  expect(await starInvocation('e', 'b', true)).toBe(true)
  expect(await starInvocation('other', 'b', true)).toBe(false)
  expect(await ids({})).toEqual(['a', 'b', 'c'])
  expect(await ids({ search: 'Meier' })).toEqual(['a'])
  expect(await ids({ search: '424' })).toEqual(['b'])
  expect(await ids({ outcome: 'failed' })).toEqual(['b', 'c'])
  expect(await ids({ outcome: 'ok' })).toEqual(['a'])
  expect(await ids({ deployment: 'green' })).toEqual(['b'])
  expect(await ids({ starred: '1' })).toEqual(['b'])
  expect((await findInvocation('e', 'b'))?.revision).toEqual({ model: 'm:1', modifiedAt: always })
  expect(await findInvocation('other', 'b')).toBeUndefined()
})

test('a body longer than its row says so, and clearing spares the stars', async () => {
  await insertInvocation('e', entry('d', { responseBytes: 1_000_000 }))
  expect(await findInvocation('e', 'd')).toMatchObject({ requestTruncated: false, responseTruncated: true })
  expect((await deleteInvocations('e', undefined)).sort()).toEqual(['a', 'c', 'd'])
  expect(await ids({})).toEqual(['b'])
})

test('an example keeps its result until it is changed', async () => {
  const input = {
    name: 'two patients',
    encoding: 'text' as const,
    body: '{}',
    headers: {},
    query: '',
    assertions: [{ kind: 'status' as const, equals: 200 }],
  }
  const id = await saveExample('E', input)
  expect(await findExampleNamed('e', 'two patients')).toBe(id)
  const run = { at: always, invocationId: 'b', answeredBy: 'blue', status: 424, durationMs: 3, passed: false, checks: [] }
  await setExampleRun(id ?? '', run)
  expect((await listExamples('e'))[0]?.lastRun).toEqual(run)
  await saveExample('e', { ...input, name: 'three' }, id)
  expect((await listExamples('e'))[0]).toMatchObject({ id, name: 'three', assertions: input.assertions, lastRun: undefined })
  expect(await saveExample('e', input, 'gone')).toBeUndefined()
  await deleteExamples('e')
  expect(await listExamples('e')).toEqual([])
})
