/** The agent's one SQLite file: opened once, locked, migrated, then handed to the stores. */
import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { backUpBeforeUpgrade, isLost, restoreJournal } from '@/agent/store/journal-backups'
import assets from '@/agent/store/migrations/001-assets.sql'
import control from '@/agent/store/migrations/002-control.sql'
import rounds from '@/agent/store/migrations/003-rounds.sql'
import tokenKeys from '@/agent/store/migrations/004-token-keys.sql'
import metrics from '@/agent/store/migrations/005-metrics.sql'
import operationChanged from '@/agent/store/migrations/006-operation-changed.sql'
import operationChanges from '@/agent/store/migrations/007-operation-changes.sql'
import instanceRuntime from '@/agent/store/migrations/008-instance-runtime.sql'
import computes from '@/agent/store/migrations/009-computes.sql'
import templateDeployments from '@/agent/store/migrations/010-template-deployments.sql'
import { ProblemError } from '@/lib/problems/problem'

export type AgentDatabase = Database.Database

/** In order; the position (from 1) is the file's `user_version`. Never edit one that was released: add the next. */
const migrations = [
  assets,
  control,
  rounds,
  tokenKeys,
  metrics,
  operationChanged,
  operationChanges,
  instanceRuntime,
  computes,
  templateDeployments,
]

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
  if (!isNew) backUpBeforeUpgrade(db, `${path}.before-${migrations.length}`)
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
 * An older file is copied to `<path>.before-<schema>` first. `:memory:` is allowed for tests. A damaged or lost file is set aside and
 * the newest sound backup takes its place (agent/store/journal-backups.ts); `onRestored` is told so in one sentence.
 * @throws ProblemError `Agent.DatabaseUnusable` (507) when the file is newer than this program, held by another process, not to be
 * written, or damaged without a backup.
 */
export function openDatabase(path: string, onRestored: (sentence: string) => void = () => undefined): AgentDatabase {
  const isFile = path !== ':memory:'
  const restore = (reason: string): AgentDatabase | undefined => {
    const sentence = isFile ? restoreJournal(path, reason, Date.now()) : undefined
    if (sentence === undefined) return undefined
    onRestored(sentence)
    return open(path)
  }
  if (isFile && isLost(path)) {
    const restored = restore('it was missing or empty')
    if (restored) return restored
  }
  try {
    return open(path)
  } catch (error) {
    const reason = damageOf(error)
    if (reason === undefined) throw error
    const restored = restore(reason)
    if (restored) return restored
    throw refuse(
      `${path} is damaged (${reason}) and there is no backup beside it. Put the file aside to begin anew, or restore one of yours.`,
    )
  }
}

class Damaged extends Error {}

/** What is wrong with the file; undefined when the error is about something else. */
function damageOf(error: unknown): string | undefined {
  if (error instanceof Damaged) return error.message
  const isDamage = error instanceof Database.SqliteError && (error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT'))
  return isDamage ? error.message : undefined
}

function open(path: string): AgentDatabase {
  const isNew = path === ':memory:' || !existsSync(path)
  let db: AgentDatabase | undefined
  try {
    db = new Database(path, { timeout: 1000 })
    db.pragma('locking_mode = EXCLUSIVE')
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    const found = isNew ? 'ok' : db.pragma('quick_check(1)', { simple: true })
    if (found !== 'ok') throw new Damaged(String(found).split('\n')[0])
    migrate(db, path, isNew)
    return db
  } catch (error) {
    db?.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      throw refuse(`${path} is in use by another process. Stop that agent first.`)
    if (error instanceof Database.SqliteError && /^SQLITE_(READONLY|CANTOPEN|IOERR|FULL)/.test(error.code))
      throw refuse(`${path} cannot be written (${error.message}). Make sure that its folder may be written and that the disk has room.`)
    throw error
  }
}
