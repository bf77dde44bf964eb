/** Files only this user may read, written so that a crash leaves the old or the new one whole. */
import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Creates a directory (and its parents) with mode 0700. */
export function makePrivateDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
}

/** Writes `text` with mode 0600: temporary file in the same directory, fsync, rename, fsync of the directory. */
export function writePrivateFile(path: string, text: string): void {
  const directory = dirname(path)
  makePrivateDirectory(directory)
  const partial = `${path}.${randomUUID()}.partial`
  const file = openSync(partial, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(partial, path)
  const handle = openSync(directory, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
