import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { StoredImage } from '@/agent/environments/images/stored-images'
import { createStorage } from '@/agent/storage/storage'
import { type AgentDatabase, openDatabase } from '@/agent/store/database'
import { homeLayout } from '@/lib/domain/home-layout'

let home: string
let db: AgentDatabase
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-storage-'))
  for (const name of ['env', 'assets', 'instances', 'logs', 'cache']) mkdirSync(join(home, name))
  db = openDatabase(':memory:')
})
afterEach(() => {
  db.close()
  rmSync(home, { recursive: true, force: true })
})

const image = (hash: string, builtAt: Date): StoredImage => ({
  hash,
  reference: `scorepoint-env:${hash}`,
  bytes: 3000,
  ownBytes: 1000,
  builtAt: builtAt.toISOString(),
})

it('removes images that nothing needs; a fresh one, and one that a container stands on, stay with the reason', async () => {
  const stored = new Map([
    ['old', image('old', new Date(0))],
    ['held', image('held', new Date(0))],
    ['fresh', image('fresh', new Date())],
  ])
  const storage = createStorage({
    db,
    layout: homeLayout(home),
    assets: { identify: () => undefined, deleteVersion: () => true },
    images: {
      list: async () => [...stored.values()],
      async remove(reference) {
        if (reference.endsWith(':held')) return 'busy'
        return stored.delete(reference.slice('scorepoint-env:'.length)) ? 'removed' : 'gone'
      },
    },
  })
  const images = (await storage.report()).items.filter(({ kind }) => kind === 'image')
  expect(images.map(({ name, state, ownBytes }) => [name, state, ownBytes])).toEqual([
    ['scorepoint-env:old', 'unused', 1000],
    ['scorepoint-env:held', 'unused', 1000],
    ['scorepoint-env:fresh', 'busy', 1000],
  ])
  const cleaned = await storage.clean('unused')
  expect(cleaned.removed).toContainEqual({ id: 'image/old', name: 'scorepoint-env:old' })
  expect(cleaned.kept).toEqual([{ id: 'image/held', name: 'scorepoint-env:held', reason: 'busy', usedBy: [] }])
  expect(cleaned.freedBytes).toBeGreaterThanOrEqual(1000)
  const asked = await storage.clean(['image/fresh', 'image/never'])
  expect(asked.removed).toEqual([])
  expect(asked.kept.map(({ id, reason }) => [id, reason])).toEqual([
    ['image/fresh', 'busy'],
    ['image/never', 'gone'],
  ])
})
