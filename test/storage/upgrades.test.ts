/** Upgrades of both databases, from every earlier schema, killed at moments chosen by a seed; then a full and a read-only file system. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '@/agent/store/database'
import { isSound } from '@/agent/store/journal-backups'
import { applyMigrations } from '@/server/migrations'
import { createChance, faultSeed } from '../faults/seed'
import { bundleChild, noMounts, runChild, runChildWithMounts } from './run-child'

/** The long form is `npm run test:storage`. */
const isLong = process.env.SCOREPOINT_STORAGE_ROUNDS !== undefined
const kills = isLong ? 200 : 5
const points = isLong ? 200 : 40
/** Every kill starts two processes. */
const limitMs = isLong ? 600_000 : 60_000
const chance = createChance(faultSeed)
const root = join(import.meta.dirname, '..', '..')
let folder = ''
let script = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scorepoint-upgrades-'))
  script = await bundleChild(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Migrations as they lie in the repository, in order. */
const sqlOf = {
  agent: readdirSync(join(root, 'agent/store/migrations'))
    .toSorted()
    .map((name) => readFileSync(join(root, 'agent/store/migrations', name), 'utf8')),
  studio: readdirSync(join(root, 'prisma/migrations'))
    .filter((name) => /^\d/.test(name))
    .toSorted()
    .map((name) => readFileSync(join(root, 'prisma/migrations', name, 'migration.sql'), 'utf8')),
}
type Kind = keyof typeof sqlOf
const rows = 120
const text = (row: number) => `${row} ${'x'.repeat(9000)}`

/** A database as the version with the first `version` migrations left it, with rows that must be found again. */
function makeOld(kind: Kind, path: string, version: number): void {
  if (kind === 'studio') applyMigrations(path)
  const current = kind === 'studio' ? new Database(path) : undefined
  const names = current?.prepare('SELECT * FROM _prisma_migrations ORDER BY migration_name').all() as Record<string, unknown>[] | undefined
  current?.close()
  if (current) for (const side of ['', '-wal', '-shm']) rmSync(path + side, { force: true })
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  for (const sql of sqlOf[kind].slice(0, version)) db.exec(sql)
  if (names) {
    // The bookkeeping of that version: the beginning of today's.
    db.exec(`CREATE TABLE "_prisma_migrations" (
      "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT,
      "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`)
    const insert = db.prepare(
      'INSERT INTO _prisma_migrations VALUES (@id, @checksum, @finished_at, @migration_name, NULL, NULL, @started_at, 1)',
    )
    for (const row of names.slice(0, version)) insert.run(row)
    const preference = db.prepare('INSERT INTO Preference (key, value, updatedAt) VALUES (?, ?, ?)')
    const invocation = db.prepare("INSERT INTO Invocation (id, endpoint, requestBody, requestHeaders) VALUES (?, 'e', ?, '{}')")
    for (let row = 0; row < rows; row++) {
      preference.run(`row-${row}`, JSON.stringify(row), '2026-01-01')
      invocation.run(`row-${row}`, text(row))
    }
  } else {
    const insert = db.prepare("INSERT INTO asset_container VALUES ('models', ?, ?, 1, '2026', '2026')")
    for (let row = 0; row < rows; row++) insert.run(`row-${row}`, text(row))
    db.pragma(`user_version = ${version}`)
  }
  db.close()
}

const schemaOf = (db: Database.Database) =>
  db.prepare('SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE ? ORDER BY name').all('sqlite_%')

function textsOf(kind: Kind, path: string): string[] {
  const db = new Database(path)
  const query =
    kind === 'agent'
      ? "SELECT properties AS text FROM asset_container WHERE name LIKE 'row-%' ORDER BY rowid"
      : "SELECT requestBody AS text FROM Invocation WHERE id LIKE 'row-%' ORDER BY rowid"
  const found = (db.prepare(query).all() as { text: string }[]).map((row) => row.text)
  db.close()
  return found.toSorted()
}
const expected = Array.from({ length: rows }, (_, row) => text(row)).toSorted()

test.each(['agent', 'studio'] as const)(
  `an upgrade of the %s's database may be killed (${kills} kills, seed ${faultSeed})`,
  (kind) => {
    const versions = sqlOf[kind].length
    const fresh = join(folder, `${kind}-fresh.db`)
    const open = (path: string, said?: string[]) => {
      if (kind === 'agent') openDatabase(path, (sentence) => said?.push(sentence)).close()
      else applyMigrations(path)
    }
    open(fresh)
    const newest = new Database(fresh)
    const schema = schemaOf(newest)
    newest.close()
    const sources = Array.from({ length: versions - 1 }, (_, index) => {
      const source = join(folder, `${kind}-${index + 1}.db`)
      makeOld(kind, source, index + 1)
      return source
    })
    const whole = join(folder, `${kind}-timed.db`)
    copyFileSync(sources[0] ?? '', whole)
    const { microseconds } = runChild(script, 'upgrade', kind, whole, 'never').result as { microseconds: number }

    let early = 0
    for (let kill = 0; kill < kills; kill++) {
      const directory = join(folder, `${kind}-kill-${kill}`)
      mkdirSync(directory)
      const path = join(directory, `${kind}.db`)
      copyFileSync(sources[kill % sources.length] ?? '', path)
      const end = runChild(script, 'upgrade', kind, path, String(Math.round(chance() * 0.8 * microseconds)))
      expect(end.signal, end.stderr).toBe('SIGKILL')
      if (end.result === undefined) early += 1
      const said: string[] = []
      open(path, said)
      expect(said).toEqual([])
      const db = new Database(path)
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
      expect(schemaOf(db)).toEqual(schema)
      if (kind === 'studio') {
        const { n } = db.prepare('SELECT count(*) AS n FROM _prisma_migrations WHERE finished_at IS NOT NULL').get() as { n: number }
        expect(n).toBe(versions)
      }
      db.close()
      expect(textsOf(kind, path)).toEqual(expected)
      if (kind === 'agent') {
        const backup = `${path}.before-${versions}`
        expect([kill, existsSync(backup) && isSound(backup)]).toEqual([kill, true])
        expect(textsOf(kind, backup)).toEqual(expected)
        expect(statSync(backup).mode & 0o077).toBe(0)
      }
      expect(readdirSync(directory).filter((name) => name.includes('partial'))).toEqual([])
      rmSync(directory, { recursive: true })
    }
    console.log(`${kind}: ${early} of ${kills} upgrades were killed before they ended`)
    // A few kills may all come late on a busy machine.
    if (isLong) expect(early).toBeGreaterThan(0)
  },
  limitMs,
)

test(
  `a file system that is full refuses changes and loses none (${points} points, seed ${faultSeed})`,
  (context) => {
    const disk = mkdtempSync(join(folder, 'disk-'))
    const reason = noMounts(disk)
    context.skip(reason !== undefined, reason)
    const { result, stderr } = runChildWithMounts(script, 'full', disk, String(points), String(faultSeed))
    expect(result, stderr).toMatchObject({ sound: 'ok', wrong: [] })
    expect((result as { refused: number }).refused).toBeGreaterThan(points / 2)
  },
  limitMs,
)

test('a folder that cannot be written is refused with a sentence, and everything is there when it can be again', (context) => {
  const disk = mkdtempSync(join(folder, 'disk-'))
  const reason = noMounts(disk)
  context.skip(reason !== undefined, reason)
  const { result, stderr } = runChildWithMounts(script, 'read-only', disk)
  const refused = { status: 507, code: 'Agent.DatabaseUnusable', message: expect.stringMatching(/cannot be written .*[Mm]ake/) }
  expect(result, stderr).toEqual({ refused, fresh: refused, untouched: true, row: 'kept', said: [] })
})
