/** Files only this user may read, written so that a crash leaves the old or the new one whole. */
import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname, sep } from 'node:path'
import { ProblemError } from '@/lib/problems/problem'

/** Creates a directory (and its parents) with mode 0700. */
export function makePrivateDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
}

/** Creates a folder of ours, 0700, and refuses one that somebody else put there first (`Agent.UnsafeDirectory`). */
export function ensurePrivateDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const found = lstatSync(path)
  if (!found.isDirectory() || (process.getuid !== undefined && found.uid !== process.getuid()) || (found.mode & 0o022) !== 0) {
    throw new ProblemError(
      { code: 'Agent.UnsafeDirectory', message: `${path} is not a private folder of this user.`, origin: 'agent', retryable: false },
      500,
    )
  }
}

/** The folder of a socket of the data folder, which may lie in /tmp (`socketPath` of home-layout). */
export function ensureSocketDirectory(run: string, socketPath: string): void {
  const directory = dirname(socketPath)
  // Out of the data folder, what lies between /tmp and the socket must be ours too: its owner could put another folder in place of this one.
  if (directory !== run && !directory.startsWith(run + sep)) {
    for (let above = dirname(directory); dirname(above) !== '/'; above = dirname(above)) ensurePrivateDirectory(above)
  }
  ensurePrivateDirectory(directory)
}

/**
 * Writes `text` with mode 0600: temporary file in the same directory, fsync, rename, fsync of the directory.
 * @param durable false = without the fsyncs: whole for whoever reads it however this process ends, but not for certain after a loss of power.
 */
export function writePrivateFile(path: string, text: string, durable = true): void {
  const directory = dirname(path)
  makePrivateDirectory(directory)
  const partial = `${path}.${randomUUID()}.partial`
  const file = openSync(partial, 'wx', 0o600)
  try {
    writeSync(file, text)
    if (durable) fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(partial, path)
  if (!durable) return
  const handle = openSync(directory, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
