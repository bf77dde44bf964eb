/** The agent's one SQLite file: opened once, locked, migrated, then handed to the stores. */
import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import assets from '@/agent/store/migrations/001-assets.sql'
import control from '@/agent/store/migrations/002-control.sql'
import rounds from '@/agent/store/migrations/003-rounds.sql'
import tokenKeys from '@/agent/store/migrations/004-token-keys.sql'
import metrics from '@/agent/store/migrations/005-metrics.sql'
import { ProblemError } from '@/lib/problems/problem'

export type AgentDatabase = Database.Database

/** In order; the position (from 1) is the file's `user_version`. Never edit one that was released: add the next. */
const migrations = [assets, control, rounds, tokenKeys, metrics]

function refuse(message: string): ProblemError {
  return new ProblemError({ code: 'Agent.DatabaseUnusable', message, origin: 'agent', retryable: false }, 507)
}

function migrate(db: AgentDatabase, path: string, isNew: boolean): void {
  const found = Number(db.pragma('user_version', { simple: true }))
  if (found > migrations.length) {
    throw refuse(
      `${path} was written by a newer Scorepoint (schema ${found}, this one knows ${migrations.length}). Start the newer version.`,
    )
  }
  if (found === migrations.length) return
  const backup = `${path}.before-${migrations.length}`
  if (!isNew && !existsSync(backup)) db.prepare('VACUUM INTO ?').run(backup)
  for (const [index, sql] of migrations.entries()) {
    if (index < found) continue
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${index + 1}`)
    })()
  }
}

/**
 * Opens (or makes) the agent database: WAL, `synchronous=FULL`, foreign keys, exclusive to this process, migrated.
 * An older file is copied to `<path>.before-<schema>` first. `:memory:` is allowed for tests.
 * @throws ProblemError `Agent.DatabaseUnusable` (507) when the file is damaged, newer than this program or held by another process.
 */
export function openDatabase(path: string): AgentDatabase {
  const isNew = path === ':memory:' || !existsSync(path)
  try {
    const db = new Database(path, { timeout: 1000 })
    db.pragma('locking_mode = EXCLUSIVE')
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    if (!isNew && db.pragma('quick_check(1)', { simple: true }) !== 'ok') {
      db.close()
      throw refuse(`${path} is damaged. Put it aside and restore the newest backup beside it (${path}.before-*), then start again.`)
    }
    migrate(db, path, isNew)
    return db
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    if (error.code.startsWith('SQLITE_BUSY')) throw refuse(`${path} is in use by another process. Stop that agent first.`)
    if (error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT')) {
      throw refuse(`${path} is damaged (${error.message}). Put it aside and restore the newest backup beside it, then start again.`)
    }
    throw error
  }
}
