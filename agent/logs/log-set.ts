/** The logs of one deployment, indexed and kept up to date: every file of its folder with its bytes and lines. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadIndex, rewriteIndex, saveBlock } from '@/agent/logs/index-file'
import { logSources } from '@/agent/logs/line-format'
import { catchUp, dropBefore, type LineIndex } from '@/agent/logs/line-index'
import { type LogBytes, openLogBytes } from '@/agent/logs/log-bytes'
import { recoverRotation } from '@/agent/logs/log-pieces'
import type { LogSource } from '@/lib/contract/scorepoint'

export interface LogFile {
  /** `build`, `events`, `<instance>/s`, `<instance>/i`. */
  key: string
  path: string
  source: LogSource
  instance?: string
}
export interface IndexedLog extends LogFile {
  bytes: LogBytes
  index: LineIndex
}

const perInstance = /^([\w.-]+)\.(storage-initializer|inference-server)\.log$/

function toFile(directory: string, name: string): LogFile | undefined {
  const path = join(directory, name)
  if (name === 'build.log') return { key: 'build', path, source: 'build' }
  if (name === 'events.log') return { key: 'events', path, source: 'events' }
  const match = perInstance.exec(name)
  if (!match) return undefined
  const source = match[2] === 'storage-initializer' ? 'storage-initializer' : 'inference-server'
  return { key: `${match[1]}/${source === 'storage-initializer' ? 's' : 'i'}`, path, source, instance: match[1] }
}

/** Log files of a deployment by key; none when nothing was written yet. */
export function listLogFiles(directory: string): LogFile[] {
  let names: string[]
  try {
    names = readdirSync(directory)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
  return names
    .map((name) => toFile(directory, name))
    .filter((file) => file !== undefined)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}

export interface LogSet {
  directory: string
  /** Changes whenever line numbers of before mean nothing any more. */
  epoch: string
  /** By number of the file, which views use; undefined = the log is gone. */
  files: IndexedLog[]
  /** Grows with every line that was dropped. */
  drops: number
}

let epochs = 0
const newEpoch = () => `${Date.now().toString(36)}-${process.pid.toString(36)}-${(epochs++).toString(36)}`

/** Opens nothing; the first `refreshLogSet` does. */
export const openLogSet = (directory: string): LogSet => ({ directory, epoch: newEpoch(), files: [], drops: 0 })

export function closeLogSet(set: LogSet): void {
  for (const file of set.files) file.bytes.close()
  set.files = []
}

function openFile(file: LogFile): IndexedLog | undefined {
  const bytes = openLogBytes(file.path)
  recoverRotation(file.path)
  if (!bytes.refresh()) return undefined
  return { ...file, bytes, index: loadIndex(file.path, bytes, logSources.indexOf(file.source)) }
}

/** Files that appeared and went since the last look. A log that is gone, or began anew, ends the epoch: its lines had numbers. */
function refreshFiles(set: LogSet): void {
  const found = listLogFiles(set.directory)
  const gone = set.files.filter((file) => !found.some(({ key }) => key === file.key) || !file.bytes.refresh() || isReplaced(file))
  if (gone.length > 0) {
    for (const file of gone) file.bytes.close()
    set.files = set.files.filter((file) => !gone.includes(file))
    set.epoch = newEpoch()
  }
  for (const file of found) {
    if (set.files.some(({ key }) => key === file.key)) continue
    const opened = openFile(file)
    if (opened) set.files.push(opened)
  }
}

/** Shorter than what was read of it: another log of the same name. */
function isReplaced(file: IndexedLog): boolean {
  return (file.index.blocks.at(-1)?.endOffset ?? 0) > file.bytes.end()
}

/**
 * Indexes what was written since the last call, at most `maxBytes` of each file. True when there is more, so that the caller can let
 * others go first.
 */
export function refreshLogSet(set: LogSet, maxBytes = Number.POSITIVE_INFINITY): boolean {
  refreshFiles(set)
  let more = false
  for (const file of set.files) {
    const dropped = dropBefore(file.index, file.bytes.start())
    if (dropped > 0) {
      set.drops += dropped
      rewriteIndex(file.path, file.index)
    }
    more = catchUp(file.index, file.bytes, maxBytes, (block) => saveBlock(file.path, block)) || more
  }
  return more
}
