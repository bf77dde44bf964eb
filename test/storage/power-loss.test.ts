/**
 * What a loss of power may leave of the journal while `commit` and `note` take turns: everything that was on the disk when the last
 * `commit` returned, and any part of what was written since. It opens at a committed prefix that holds every such commit.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ControlStore, createControlStore } from '@/agent/store/control-store'
import { openDatabase } from '@/agent/store/database'
import { createChance, faultSeed } from '../faults/seed'

const losses = Number(process.env.SCOREPOINT_STORAGE_ROUNDS ?? 25)
const sector = 512
/** A log's header, which SQLite has on the disk before it begins the log anew. */
const headerBytes = 32
const chance = createChance(faultSeed)
let home: string
let path: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-power-'))
  path = join(home, 'agent.db')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** Row n and whether it was a commit; one transaction writes over several pages. */
function write(store: ControlStore, row: number, kind: 'commit' | 'note'): void {
  store[kind](() => {
    store.setMeta('newest', String(row))
    for (let part = 0; part <= row % 4; part++) store.setMeta(`row-${String(row).padStart(5, '0')}-${part}`, `${row} ${'x'.repeat(1500)}`)
  })
}

/** Numbers of the rows that are there whole. @throws when a transaction is there in part. */
function rowsOf(db: Database.Database): number[] {
  const names = (db.prepare("SELECT name FROM meta WHERE name LIKE 'row-%' ORDER BY name").all() as { name: string }[]).map(
    ({ name }) => name,
  )
  const parts = new Map<number, number>()
  for (const name of names) parts.set(Number(name.slice(4, 9)), (parts.get(Number(name.slice(4, 9))) ?? 0) + 1)
  expect([...parts].filter(([row, count]) => count !== (row % 4) + 1)).toEqual([])
  return [...parts.keys()]
}

const bytesOf = (file: string): Buffer => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0))

/** The log as the disk may hold it: sectors of now or of then, or cut where it had not grown yet. */
function lossOf(then: Buffer, now: Buffer, mode: 'cut' | 'mixed'): Buffer {
  if (mode === 'cut' && now.subarray(0, then.length).equals(then))
    return now.subarray(0, then.length + Math.floor(chance() * (now.length - then.length + 1)))
  const left = Buffer.from(now)
  for (let at = 0; at < left.length; at += sector) {
    if (chance() < 0.5) continue
    const end = Math.min(at + sector, left.length)
    left.fill(0, at, end)
    if (at < then.length) then.copy(left, at, at, Math.min(end, then.length))
  }
  now.copy(left, 0, 0, headerBytes)
  return left
}

test(`a loss of power after notes keeps every commit that had returned (${losses} losses, seed ${faultSeed})`, () => {
  let db = openDatabase(path)
  // Small, so that the log is begun anew often.
  db.pragma('wal_autocheckpoint = 60')
  const store = createControlStore(db)
  let row = 0
  let lastCommit = -1
  let lostNotes = 0
  for (let loss = 0; loss < losses; loss++) {
    for (let commits = 1 + Math.floor(chance() * 3); commits > 0; commits--) {
      if (chance() < 0.3) write(store, row++, 'note')
      lastCommit = row
      write(store, row++, 'commit')
    }
    let onDisk = bytesOf(`${path}-wal`)
    for (let notes = Math.floor(chance() * 8); notes > 0; notes--) {
      const before = readFileSync(path)
      write(store, row++, 'note')
      // It made a checkpoint, before which SQLite waits for the log.
      if (!readFileSync(path).equals(before)) onDisk = bytesOf(`${path}-wal`)
    }
    const directory = join(home, `loss-${loss}`)
    mkdirSync(directory)
    const copy = join(directory, 'agent.db')
    // A checkpoint waits for the database's own file as well: that is always of now.
    copyFileSync(path, copy)
    writeFileSync(`${copy}-wal`, lossOf(onDisk, bytesOf(`${path}-wal`), loss % 2 === 0 ? 'cut' : 'mixed'))
    const opened = openDatabase(copy, (sentence) => expect.fail(sentence))
    const rows = rowsOf(opened)
    expect(opened.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(createControlStore(opened).meta('newest')).toBe(String(rows.length - 1))
    opened.close()
    expect(rows).toEqual(Array.from({ length: rows.length }, (_, index) => index))
    expect(rows.length).toBeGreaterThan(lastCommit)
    expect(rows.length).toBeLessThanOrEqual(row)
    if (rows.length < row) lostNotes += 1
    rmSync(directory, { recursive: true })
  }
  // Otherwise nothing was lost in any of them, and nothing was proved.
  expect(lostNotes).toBeGreaterThan(0)
  db.close()
  db = openDatabase(path)
  expect(rowsOf(db)).toHaveLength(row)
  db.close()
})

test('commit waits for the disk and note does not, in whatever order and after a failure', () => {
  const db = openDatabase(path)
  const store = createControlStore(db)
  const full = 2
  const normal = 1
  const level = () => Number(db.pragma('synchronous', { simple: true }))
  const levels = () => [store.commit(level), store.note(level), store.commit(level)]
  expect(levels()).toEqual([full, normal, full])
  const fails = () => {
    throw new Error('on purpose')
  }
  expect(() => store.note(fails)).toThrow('on purpose')
  expect(() => store.commit(fails)).toThrow('on purpose')
  expect(levels()).toEqual([full, normal, full])
  // A note within a commit is part of it.
  expect(store.commit(() => store.note(level))).toBe(full)
  db.close()
})
