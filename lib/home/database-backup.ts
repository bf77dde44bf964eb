/** One file with the state of both databases: endpoints, deployments, keys, history. A tar archive, so that every system can open it. */
import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import type { HomeLayout } from '@/lib/domain/home-layout'

const blockBytes = 512

/**
 * Writes `studio.db` and `agent.db`, each as SQLite itself copies a living database, into the tar file `target` (0600, whole or not at all).
 * `open` is a connection the caller already holds (the agent's database admits no second one). Returns the bytes of the file.
 */
export function backupDatabases(layout: HomeLayout, target: string, open: { agent?: Database.Database } = {}): number {
  const folder = join(layout.run, `backup-${randomUUID()}`)
  const partial = `${target}.${randomUUID()}.partial`
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    const parts = [
      { name: 'studio.db', path: layout.studioDb, connection: undefined },
      { name: 'agent.db', path: layout.agentDb, connection: open.agent },
    ].filter(({ path }) => existsSync(path))
    for (const { name, path, connection } of parts) {
      const db = connection ?? new Database(path, { readonly: true, timeout: 5000 })
      try {
        db.prepare('VACUUM INTO ?').run(join(folder, name))
      } finally {
        if (db !== connection) db.close()
      }
    }
    const out = openSync(partial, 'wx', 0o600)
    try {
      for (const { name } of parts) appendToTar(out, name, join(folder, name))
      writeSync(out, Buffer.alloc(2 * blockBytes))
      fsyncSync(out)
    } finally {
      closeSync(out)
    }
    renameSync(partial, target)
    return statSync(target).size
  } finally {
    rmSync(partial, { force: true })
    rmSync(folder, { recursive: true, force: true })
  }
}

/** POSIX ustar: one header block, the contents, zeros up to the next block. */
function appendToTar(out: number, name: string, source: string): void {
  const { size } = statSync(source)
  const header = Buffer.alloc(blockBytes)
  header.write(name, 0, 100)
  header.write('0000600\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write(
    `${Math.floor(Date.now() / 1000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
  )
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\u000000', 257)
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  )
  writeSync(out, header)
  const input = openSync(source, 'r')
  const chunk = Buffer.alloc(1024 * 1024)
  try {
    for (let read = readSync(input, chunk); read > 0; read = readSync(input, chunk)) writeSync(out, chunk.subarray(0, read))
  } finally {
    closeSync(input)
  }
  const rest = size % blockBytes
  if (rest > 0) writeSync(out, Buffer.alloc(blockBytes - rest))
}

/** Where a backup may be written: a new file in an existing folder. Answers what is wrong with it, or undefined. */
export function backupTargetFault(target: string, layout: HomeLayout): string | undefined {
  if (target === layout.home || target.startsWith(`${layout.home}/`))
    return `${target} lies in the data folder, which is about to be removed`
  if (existsSync(target)) return `${target} exists already`
  if (!existsSync(dirname(target))) return `there is no folder ${dirname(target)}`
  return undefined
}
