import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { getDb } from '@/lib/db/client'
import { applyMigrations, migrations } from './migrations'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-db-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

it('makes a fresh file in which every model can be written and read', async () => {
  expect(applyMigrations(join(home, 'studio.db'))).toEqual(migrations.map(({ name }) => name))
  vi.stubEnv('SCOREPOINT_HOME', home)
  const db = getDb()
  const now = new Date('2026-01-02T03:04:05.678Z')
  await db.session.create({ data: { id: 'hash', expiresAt: now } })
  await db.job.create({
    data: { id: 'j', kind: 'deploy', clientRequestId: 'c', endpoint: 'e', payload: { a: [1] }, state: 'Queued', problem: { code: 'X' } },
  })
  await db.invocation.create({
    data: { id: 'i', endpoint: 'e', requestBody: '{}', requestHeaders: {}, status: 200, responseHeaders: { a: 'b' } },
  })
  await db.example.create({
    data: {
      id: 'x',
      endpoint: 'e',
      name: 'two patients',
      requestEncoding: 'text',
      requestBody: '{}',
      requestHeaders: {},
      query: '',
      assertions: [{ kind: 'status', equals: 200 }],
    },
  })
  await db.draft.create({ data: { id: 'd', kind: 'endpoint', name: 'n', yaml: 'name: n # kept' } })
  await db.preference.create({ data: { key: 'theme', value: 'dark' } })
  expect((await db.session.findUniqueOrThrow({ where: { id: 'hash' } })).expiresAt).toEqual(now)
  expect((await db.job.findUniqueOrThrow({ where: { clientRequestId: 'c' } })).payload).toEqual({ a: [1] })
  expect((await db.invocation.findFirstOrThrow({ where: { endpoint: 'e' } })).responseHeaders).toEqual({ a: 'b' })
  expect((await db.example.findFirstOrThrow()).assertions).toEqual([{ kind: 'status', equals: 200 }])
  expect((await db.draft.findFirstOrThrow()).yaml).toBe('name: n # kept')
  expect((await db.preference.findFirstOrThrow()).value).toBe('dark')
  await expect(
    db.job.create({ data: { id: 'k', kind: 'deploy', clientRequestId: 'c', endpoint: 'e', payload: {}, state: 'Queued' } }),
  ).rejects.toMatchObject({ code: 'P2002' })
  await db.$disconnect()
})

it('does nothing to a file that is current', () => {
  const path = join(home, 'studio.db')
  applyMigrations(path)
  expect(applyMigrations(path)).toEqual([])
})

it.each([
  ["UPDATE _prisma_migrations SET checksum = 'other'", 'has changed'],
  ["UPDATE _prisma_migrations SET migration_name = '29990101000000_later'", 'newer Scorepoint'],
])('refuses a file that another version wrote: %s', (sql, sentence) => {
  const path = join(home, 'studio.db')
  applyMigrations(path)
  const db = new Database(path)
  db.exec(sql)
  db.close()
  expect(() => applyMigrations(path)).toThrow(sentence)
})
