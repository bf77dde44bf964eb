/**
 * Copies of the journal beside it, and the way back to the newest sound one. A journal that cannot be read is set aside whole, never
 * overwritten, and what was done is said in one sentence: the agent must not start empty and pretend that nothing was there.
 */
import { chmodSync, closeSync, copyFileSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'

const keptBackups = 3
const hourMs = 3_600_000
const marker = '.backup-'
const sideFiles = ['', '-wal', '-shm']

/** `20261122T021500123Z`: sorts by time and is safe in a file name. */
const stamp = (now: number): string => new Date(now).toISOString().replaceAll(/[-:.]/g, '')

/** Paths of the backups of a journal, newest first: the regular ones, then those made before an upgrade. */
export function backupsOf(path: string): string[] {
  const name = basename(path)
  const found = readdirSync(dirname(path)).filter((entry) => !entry.endsWith('.partial'))
  const regular = found.filter((entry) => entry.startsWith(`${name}${marker}`)).toSorted((a, b) => (a < b ? 1 : -1))
  const upgrades = found
    .filter((entry) => entry.startsWith(`${name}.before-`) && !/-(wal|shm|journal)$/.test(entry))
    .toSorted((a, b) => modified(dirname(path), b) - modified(dirname(path), a))
  return [...regular, ...upgrades].map((entry) => join(dirname(path), entry))
}

const modified = (directory: string, entry: string): number => statSync(join(directory, entry), { throwIfNoEntry: false })?.mtimeMs ?? 0

/** True when it is time for another: each hour until there are three, then once a day. */
export function isBackupDue(path: string, now: number): boolean {
  const regular = backupsOf(path).filter((backup) => basename(backup).includes(marker))
  const newest = regular[0]
  if (newest === undefined) return true
  const age = now - modified(dirname(newest), basename(newest))
  return age >= (regular.length < keptBackups ? hourMs : 24 * hourMs)
}

/** Copies the open journal while others go on writing to it; whole or not at all. Older copies beyond three are removed. */
export async function backUpJournal(db: Database.Database, path: string, now: number): Promise<string> {
  const target = `${path}${marker}${stamp(now)}`
  const partial = `${target}.partial`
  rmSync(partial, { force: true })
  try {
    await db.backup(partial)
    chmodSync(partial, 0o600)
    sync(partial)
    renameSync(partial, target)
    sync(dirname(path))
  } finally {
    rmSync(partial, { force: true })
  }
  for (const old of backupsOf(path)
    .filter((backup) => basename(backup).includes(marker))
    .slice(keptBackups))
    rmSync(old, { force: true })
  return target
}

/** Copies the open journal to `target` unless a sound copy is there; whole or not at all, whenever the agent ends. */
export function backUpBeforeUpgrade(db: Database.Database, target: string): void {
  if (existsSync(target) && isSound(target)) return
  const partial = `${target}.partial`
  const removePartial = () => {
    for (const side of ['', '-journal']) rmSync(partial + side, { force: true })
  }
  removePartial()
  try {
    db.prepare('VACUUM INTO ?').run(partial)
    chmodSync(partial, 0o600)
    sync(partial)
    renameSync(partial, target)
    sync(dirname(target))
  } finally {
    removePartial()
  }
}

/** True for a file that SQLite can read whole and that is not empty of tables. */
export function isSound(path: string): boolean {
  try {
    const db = new Database(path, { readonly: true, fileMustExist: true })
    try {
      const tables = db.prepare('SELECT count(*) AS n FROM sqlite_master').get() as { n: number }
      return db.pragma('quick_check(1)', { simple: true }) === 'ok' && tables.n > 0
    } finally {
      db.close()
    }
  } catch {
    return false // no database at all
  }
}

/** Whether a journal is missing or empty although its backups say that there was one. */
export function isLost(path: string): boolean {
  if (existsSync(path) && statSync(path).size > 0) return false
  return existsSync(dirname(path)) && backupsOf(path).length > 0
}

/**
 * Sets the journal aside and puts the newest sound backup in its place. Answers what was done, in one sentence; undefined when there is
 * no sound backup: then nothing was touched.
 */
export function restoreJournal(path: string, reason: string, now: number): string | undefined {
  const backup = backupsOf(path).find(isSound)
  if (backup === undefined) return undefined
  const aside = `${path}.damaged-${stamp(now)}`
  const partial = `${path}.restore.partial`
  copyFileSync(backup, partial)
  chmodSync(partial, 0o600)
  sync(partial)
  // The log first: were it left behind after a crash here, SQLite would apply it to the restored file.
  for (const side of sideFiles.toReversed()) if (existsSync(path + side)) renameSync(path + side, aside + side)
  renameSync(partial, path)
  sync(dirname(path))
  const at = new Date(statSync(backup).mtimeMs).toISOString()
  return `The journal could not be read (${reason}) and was restored from the backup of ${at}; the damaged file was kept as ${aside}. Changes after that time are not in it.`
}

function sync(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
