/**
 * What a torn, flipped, full or lost journal comes to: it opens at a committed prefix or is restored, and is never silently empty.
 * SCOREPOINT_STORAGE_ROUNDS sets how many of each are tried (the long form: `npm run test:storage`).
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createControlStore } from '@/agent/store/control-store'
import { openDatabase } from '@/agent/store/database'
import { backUpJournal, backupsOf, isBackupDue } from '@/agent/store/journal-backups'
import { createChance, faultSeed } from '../faults/seed'

const rounds = Number(process.env.SCOREPOINT_STORAGE_ROUNDS ?? 60)
const commits = 80
let home: string
let path: string
const chance = createChance(faultSeed)

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-storage-'))
  path = join(home, 'agent.db')
})
afterEach(() => {
  rmSync(home, { recursive: true, force: true })
})

/** Row n is n, with enough beside it to fill pages. */
function commitRows(db: Database.Database, from: number, to: number): void {
  const store = createControlStore(db)
  for (let row = from; row < to; row++)
    store.commit(() => store.setMeta(`row-${String(row).padStart(4, '0')}`, `${row} ${'x'.repeat(700)}`))
}
const rowsOf = (db: Database.Database): number[] =>
  (db.prepare("SELECT value FROM meta WHERE name LIKE 'row-%' ORDER BY name").all() as { value: string }[]).map(({ value }) =>
    Number(value.split(' ')[0]),
  )
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

/** The journal's files as they lie on the disk, in another folder. */
function copyTo(directory: string): string {
  const copy = join(directory, 'agent.db')
  for (const side of ['', '-wal']) if (existsSync(path + side)) copyFileSync(path + side, copy + side)
  return copy
}

test(`a log cut anywhere in its last 64 KiB opens at a committed prefix (${rounds} cuts)`, () => {
  const db = openDatabase(path)
  commitRows(db, 0, commits)
  const size = readFileSync(`${path}-wal`).length
  const cuts = Math.min(rounds, Math.floor(Math.min(size, 65_536) / 512))
  let before = commits
  for (let cut = 1; cut <= cuts; cut++) {
    const directory = mkdtempSync(join(home, 'cut-'))
    const copy = copyTo(directory)
    truncateSync(`${copy}-wal`, size - Math.floor((cut * Math.min(size, 65_536)) / cuts / 512) * 512)
    const opened = openDatabase(copy, (sentence) => expect.fail(sentence))
    const rows = rowsOf(opened)
    opened.close()
    expect(rows).toEqual(numbers(rows.length))
    expect(rows.length).toBeLessThanOrEqual(before)
    before = rows.length
  }
  expect(before).toBeLessThan(commits)
  db.close()
})

test(`flipped bits are restored from or harm nothing (${rounds} files, seed ${faultSeed})`, async () => {
  const db = openDatabase(path)
  commitRows(db, 0, commits)
  const backup = await backUpJournal(db, path, Date.now())
  commitRows(db, commits, commits + 5)
  db.close()
  const whole = readFileSync(path)
  let restored = 0
  for (let round = 0; round < rounds; round++) {
    const directory = mkdtempSync(join(home, 'flip-'))
    const copy = join(directory, 'agent.db')
    const bytes = Buffer.from(whole)
    // Half of the flips go where they hurt: into the head of the file and of its pages.
    const page = round % 4 === 0 ? 0 : Math.floor(chance() * (bytes.length / 4096)) * 4096
    const at = round % 2 === 0 ? page + Math.floor(chance() * 12) : Math.floor(chance() * bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(chance() * 8))
    writeFileSync(copy, bytes)
    copyFileSync(backup, `${copy}.backup-20260101T000000000Z`)
    const said: string[] = []
    let rows: number
    try {
      const opened = openDatabase(copy, (sentence) => said.push(sentence))
      rows = rowsOf(opened).length
      opened.close()
    } catch (error) {
      // A bit of the schema's number reads as another version: refused and untouched is no loss.
      expect(error).toMatchObject({ problem: { code: 'Agent.DatabaseUnusable' } })
      expect(readFileSync(copy)).toEqual(bytes)
      continue
    }
    if (said.length > 0) restored += 1
    // Whatever the bit was: all rows of now, or those of the backup and a sentence.
    expect({ at, rows }).toEqual({ at, rows: said.length > 0 ? commits : commits + 5 })
  }
  expect(restored).toBeGreaterThan(0)
})

test('a journal that is missing or empty beside its backups is restored, and says so', async () => {
  const db = openDatabase(path)
  commitRows(db, 0, 10)
  await backUpJournal(db, path, Date.now())
  db.close()
  for (const harm of [() => rmSync(path), () => truncateSync(path, 0), () => writeFileSync(path, 'no database at all'.repeat(100))]) {
    harm()
    const said: string[] = []
    const opened = openDatabase(path, (sentence) => said.push(sentence))
    expect(rowsOf(opened)).toEqual(numbers(10))
    expect(said.join()).toMatch(/restored from the backup of 20\d\d-.*damaged file was kept/)
    opened.close()
  }
})

test('a damaged journal without a backup is refused with a sentence and left as it is', () => {
  writeFileSync(path, 'no database at all'.repeat(1000))
  expect(() => openDatabase(path)).toThrow(/is damaged .* no backup beside it/)
  expect(readFileSync(path, 'utf8')).toContain('no database')
})

test('a damaged backup is passed over for the next older one', async () => {
  const db = openDatabase(path)
  commitRows(db, 0, 3)
  await backUpJournal(db, path, Date.parse('2026-01-01'))
  const newer = await backUpJournal(db, path, Date.parse('2026-01-02'))
  db.close()
  const file = openSync(newer, 'r+')
  writeSync(file, Buffer.alloc(4096, 7), 0, 4096, 0)
  closeSync(file)
  rmSync(path)
  const said: string[] = []
  const opened = openDatabase(path, (sentence) => said.push(sentence))
  expect(rowsOf(opened)).toEqual(numbers(3))
  expect(said).toHaveLength(1)
  opened.close()
})

test('three backups are kept, hourly at first, then daily', async () => {
  const db = openDatabase(path)
  expect(isBackupDue(path, Date.now())).toBe(true)
  for (let index = 0; index < 5; index++) await backUpJournal(db, path, Date.now() + index)
  db.close()
  expect(backupsOf(path)).toHaveLength(3)
  expect(isBackupDue(path, Date.now() + 2 * 3_600_000)).toBe(false)
  expect(isBackupDue(path, Date.now() + 25 * 3_600_000)).toBe(true)
})

test(`a full disk refuses the change with 507, keeps what was committed, and goes on once there is room (${rounds} points)`, () => {
  const db = openDatabase(path)
  const store = createControlStore(db)
  commitRows(db, 0, 5)
  for (let point = 0; point < rounds; point++) {
    const pages = Number(db.pragma('page_count', { simple: true }))
    db.pragma(`max_page_count = ${pages}`)
    const fill = () =>
      store.commit(() => {
        for (const part of numbers(8)) store.setMeta(`fill-${point}-${part}`, 'y'.repeat(3000))
      })
    expect(fill).toThrow(expect.objectContaining({ status: 507 }))
    expect(store.meta(`fill-${point}-0`)).toBeUndefined()
    db.pragma('max_page_count = 1073741823')
    fill()
    expect(store.meta(`fill-${point}-7`)).toBeDefined()
  }
  expect(rowsOf(db)).toEqual(numbers(5))
  db.close()
})

test('a second agent over the same journal is refused and harms nothing', () => {
  const db = openDatabase(path)
  commitRows(db, 0, 3)
  for (let attempt = 0; attempt < 2; attempt++) expect(() => openDatabase(path)).toThrow(/in use by another process/)
  commitRows(db, 3, 6)
  expect(rowsOf(db)).toEqual(numbers(6))
  db.close()
})

test('a file of a newer version is refused untouched', async () => {
  const db = openDatabase(path)
  await backUpJournal(db, path, Date.now())
  db.pragma('user_version = 999')
  db.close()
  expect(() => openDatabase(path)).toThrow(/newer Scorepoint/)
  expect(new Database(path, { readonly: true }).pragma('user_version', { simple: true })).toBe(999)
})
