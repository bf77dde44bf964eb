import { rmSync, statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'

const lookMs = 50

/**
 * Takes the lock of one environment, waiting while this or another process holds it. As with the agent's own lock it is SQLite's
 * exclusive lock on the file, which the system releases however the holder ends. Returns the release, which removes the file;
 * throws the signal's reason when aborted.
 */
export async function takeBuildLock(path: string, signal: AbortSignal): Promise<() => void> {
  for (;;) {
    signal.throwIfAborted()
    const release = tryLock(path)
    if (release === 'again') continue
    if (release !== 'held') return release
    await delay(lookMs)
  }
}

/** Takes the lock if nobody holds it: the release, or undefined. */
export function takeFreeBuildLock(path: string): (() => void) | undefined {
  for (;;) {
    const release = tryLock(path)
    if (release === 'held') return undefined
    if (release !== 'again') return release
  }
}

function tryLock(path: string): (() => void) | 'held' | 'again' {
  const before = inode(path)
  const lock = new Database(path, { timeout: 0 })
  try {
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return 'held'
    throw error
  }
  // Locked is the file that was opened. Made just now, or removed by its last holder meanwhile, it may not be the one others lock.
  if (before === undefined || inode(path) !== before) {
    lock.close()
    return 'again'
  }
  return () => {
    rmSync(path, { force: true })
    lock.close()
  }
}

const inode = (path: string) => statSync(path, { throwIfNoEntry: false })?.ino
