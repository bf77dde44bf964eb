import { readdirSync, rmdirSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { type HomeLayout, socketPath } from '@/lib/domain/home-layout'
import { removeTree } from './remove-tree'

/** Beside a database: SQLite's own files and the copies made before a change of schema. */
const besideDatabase = /^(?:studio|agent)\.db(?:$|[-.])/

/**
 * Removes everything Scorepoint keeps: all of the data folder that is its own, and the folder of sockets outside it. Foreign files
 * that somebody put into the data folder stay, and so does the folder then. Nothing of the product may run any more.
 * Answers the names of what stayed.
 */
export async function removeHome(layout: HomeLayout): Promise<string[]> {
  const own = new Set<string>()
  for (const path of Object.values(layout)) {
    const below = path.startsWith(layout.home + sep) ? path.slice(layout.home.length + 1).split(sep)[0] : undefined
    if (below) own.add(below)
  }
  for (const name of entriesOf(layout.home)) {
    if (own.has(name) || besideDatabase.test(name)) await removeTree(join(layout.home, name))
  }
  const sockets = dirname(socketPath(layout.run, 'any'))
  if (sockets !== layout.run) {
    await removeTree(sockets)
    // One folder per user holds those of all data folders; the last one closes the door.
    if (entriesOf(dirname(sockets)).length === 0) removeEmpty(dirname(sockets))
  }
  const left = entriesOf(layout.home)
  if (left.length === 0) removeEmpty(layout.home)
  return left.map((name) => basename(name))
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // Not there: nothing of it is left.
    return []
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch (error) {
    // A mount point or a folder of another user's parent: empty, which is what counts.
    if (!(error instanceof Error && 'code' in error && ['ENOENT', 'EBUSY', 'EACCES', 'EPERM', 'ENOTEMPTY'].includes(String(error.code))))
      throw error
  }
}
