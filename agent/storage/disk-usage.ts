/** Space on disk of folders that share files by hard links, as environments and the package cache do. */
import type { BigIntStats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** One file below a folder: which one it is, what it takes, how many names it has altogether and how many of them lie here. */
export interface FileUse {
  bytes: number
  names: number
  here: number
}
/** File → its use; the key survives neither removal nor replacement of the file. */
export type Usage = Map<string, FileUse>

/** Numbers of files are used again at once after a removal; with the birth time they are not mistaken for one another. */
const keyOf = (stats: BigIntStats) => `${stats.dev}:${stats.ino}:${stats.birthtimeNs}`
const batch = 32

/** Everything below `path`, folders themselves included. What vanishes meanwhile is left out; links are not followed. */
export async function measure(path: string): Promise<Usage> {
  const usage: Usage = new Map()
  let pending = [path]
  while (pending.length > 0) {
    const now = pending.splice(0, batch)
    const folders = await Promise.all(now.map((one) => look(one, usage)))
    pending = [...folders.flat(), ...pending]
  }
  return usage
}

async function look(path: string, usage: Usage): Promise<string[]> {
  const stats = await lstat(path, { bigint: true }).catch(() => undefined)
  if (!stats) return []
  const key = keyOf(stats)
  const known = usage.get(key)
  if (known) known.here += 1
  // A folder has a name in its parent and one in each child; no other folder shares it.
  else usage.set(key, { bytes: Number(stats.blocks) * 512, names: stats.isDirectory() ? 1 : Number(stats.nlink), here: 1 })
  if (!stats.isDirectory()) return []
  const names = await readdir(path).catch(() => [])
  return names.map((name) => join(path, name))
}

/** All space, shared files once. */
export function bytesOf(usage: Usage): number {
  let sum = 0
  for (const { bytes } of usage.values()) sum += bytes
  return sum
}

/** What the removal of exactly this gives back: files with a further name stay, unless it is one of `alsoGoing` names that go with it. */
export function ownBytesOf(usage: Usage, alsoGoing = 0): number {
  let sum = 0
  for (const { bytes, names, here } of usage.values()) if (here + alsoGoing >= names) sum += bytes
  return sum
}

/** Adds the names of `part` to `whole`, as if both were one folder. */
export function addUsage(whole: Usage, part: Usage): void {
  for (const [key, use] of part) {
    const known = whole.get(key)
    if (known) known.here += use.here
    else whole.set(key, { ...use })
  }
}

/** Space of the files of `removed` that `left` does not know any more. */
export function freedBytes(removed: Usage, left: Usage): number {
  let sum = 0
  for (const [key, { bytes }] of removed) if (!left.has(key)) sum += bytes
  return sum
}
