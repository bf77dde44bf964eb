import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { writePreference } from '@/lib/db/preferences'
import { keepName, keepNameSchema, keptNames } from '@/lib/server/kept'
import { applyMigrations } from '@/server/migrations'

const home = mkdtempSync(join(tmpdir(), 'kept-'))
beforeAll(() => {
  vi.stubEnv('SCOREPOINT_HOME', home)
  applyMigrations(join(home, 'studio.db'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('names are kept in the data folder, each once, and quick changes lose none', async () => {
  expect(await keptNames()).toEqual({ favourites: [], hiddenColumns: [] })
  const star = (name: string, isKept = true) => keepName({ set: 'favourites', name, isKept })
  await Promise.all([star('prices'), star('churn'), star('prices'), keepName({ set: 'hiddenColumns', name: 'sku', isKept: true })])
  expect(await keptNames()).toEqual({ favourites: ['churn', 'prices'], hiddenColumns: ['sku'] })
  expect(await star('churn', false)).toEqual({ favourites: ['prices'], hiddenColumns: ['sku'] })
})

test('what something else wrote there counts as nothing', async () => {
  await writePreference('kept.favourites', { not: 'a list' })
  expect((await keptNames()).favourites).toEqual([])
})

test('unknown sets and names without end are refused', () => {
  expect(keepNameSchema.safeParse({ set: 'session', name: 'x', isKept: true }).success).toBe(false)
  expect(keepNameSchema.safeParse({ set: 'favourites', name: 'x'.repeat(256), isKept: true }).success).toBe(false)
})
