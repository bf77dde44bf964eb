/** Applies prisma/migrations to the studio's database at start, without Prisma's CLI; `prisma migrate status` agrees afterwards. */
import { createHash, randomUUID } from 'node:crypto'
import Database from 'better-sqlite3'
import first from '@/prisma/migrations/20261121000000_first/migration.sql'
import drafts from '@/prisma/migrations/20261122010000_drafts/migration.sql'
import codeSource from '@/prisma/migrations/20261122020000_code_source/migration.sql'
import testPanel from '@/prisma/migrations/20261122020000_test_panel/migration.sql'

/** In order; a released one is never changed. */
export const migrations: { name: string; sql: string }[] = [
  { name: '20261121000000_first', sql: first },
  { name: '20261122010000_drafts', sql: drafts },
  { name: '20261122020000_code_source', sql: codeSource },
  { name: '20261122020000_test_panel', sql: testPanel },
]

/**
 * Brings the file at `path` to the newest schema, each migration in its own transaction. Returns the names applied now.
 * Throws, without touching the file, when it was written by a newer version or by a migration that has since changed.
 */
export function applyMigrations(path: string): string[] {
  const db = new Database(path)
  try {
    db.pragma('journal_mode = WAL')
    db.exec(`CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
      "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT,
      "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`)
    const rows = db.prepare('SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL').all() as {
      name: string
      checksum: string
    }[]
    for (const row of rows) {
      const known = migrations.find((migration) => migration.name === row.name)
      if (!known) throw new Error(`${path} was written by a newer Scorepoint (${row.name}); start that version, or move the file away`)
      if (checksum(known.sql) !== row.checksum) throw new Error(`the migration ${row.name} has changed since it was applied to ${path}`)
    }
    const applied = new Set(rows.map((row) => row.name))
    const now = () => new Date().toISOString().replace('Z', '+00:00')
    const insert = db.prepare('INSERT INTO _prisma_migrations VALUES (?, ?, ?, ?, NULL, NULL, ?, 1)')
    const pending = migrations.filter((migration) => !applied.has(migration.name))
    for (const migration of pending) {
      db.transaction(() => {
        const startedAt = now()
        db.exec(migration.sql)
        insert.run(randomUUID(), checksum(migration.sql), now(), migration.name, startedAt)
      })()
    }
    return pending.map((migration) => migration.name)
  } finally {
    db.close()
  }
}

function checksum(sql: string): string {
  return createHash('sha256').update(sql).digest('hex')
}
