/**
 * Rotation of a log that another process keeps open for appending (O_APPEND): its bytes are copied into a piece beside it and the file is
 * cut to nothing, so the writer goes on at the new end. A piece is named by the offset of its first byte in the whole log
 * (`x.log.0`, `x.log.10485760`), hence an offset means the same byte before and after a rotation.
 * What is written in the microseconds between the last copied byte and the cut is lost; a line is never shown twice.
 * Indexes are read by the thread that rotates, synchronously: none sees a rotation half done. Who reads from another thread (log-file.ts)
 * looks again while a copy is under way.
 */
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Bytes. The newest part may grow to `partBytes` before it is set aside; all older parts together stay below `olderBytes`. */
export interface RotationLimits {
  partBytes: number
  olderBytes: number
}
/** One log of an instance takes at most 144 MiB: a million lines and some. */
export const defaultRotation: RotationLimits = { partBytes: 16 * 1024 ** 2, olderBytes: 128 * 1024 ** 2 }
/** For build.log and events.log, which a person reads. */
export const smallRotation: RotationLimits = { partBytes: 4 * 1024 ** 2, olderBytes: 12 * 1024 ** 2 }

/** A part of a log: bytes `start` to `end` (exclusive) of the whole. */
export interface LogPiece {
  path: string
  start: number
  end: number
}

const copyBytes = 1024 * 1024

function namesBeside(path: string, shape: RegExp): { name: string; start: number }[] {
  const own = `${basename(path)}.`
  return readdirSync(dirname(path)).flatMap((name) => {
    const match = name.startsWith(own) ? shape.exec(name.slice(own.length)) : null
    return match ? [{ name, start: Number(match[1]) }] : []
  })
}

/** The parts that were set aside, oldest first. Between two of them a hole is possible. */
export function olderPieces(path: string): LogPiece[] {
  return namesBeside(path, /^(\d{1,15})$/)
    .map(({ name, start }) => {
      const piece = join(dirname(path), name)
      return { path: piece, start, end: start + (statSync(piece, { throwIfNoEntry: false })?.size ?? 0) }
    })
    .sort((a, b) => a.start - b.start)
}

/** True while a copy is being made, and after a process was killed in the midst of it. */
export const isRotating = (path: string): boolean => namesBeside(path, /^(\d{1,15})\.partial$/).length > 0

/** Copies from `position` to the end of `source`; a writer that is faster than the copying is followed for `limit` bytes only. */
function copyRest(source: number, target: number, position: number, limit: number): void {
  const buffer = Buffer.allocUnsafe(copyBytes)
  for (let copied = 0; copied < limit; ) {
    const length = readSync(source, buffer, 0, buffer.length, position + copied)
    if (length === 0) return
    writeFileSync(target, buffer.subarray(0, length))
    copied += length
  }
}

function setAside(path: string, size: number, limits: RotationLimits): void {
  const skipped = Math.max(0, size - limits.olderBytes)
  const piece = `${path}.${(olderPieces(path).at(-1)?.end ?? 0) + skipped}`
  const file = openSync(path, 'r+')
  try {
    const copy = openSync(`${piece}.partial`, 'w', 0o600)
    try {
      copyRest(file, copy, skipped, 2 * limits.olderBytes)
    } finally {
      closeSync(copy)
    }
    ftruncateSync(file, 0)
    renameSync(`${piece}.partial`, piece)
  } finally {
    closeSync(file)
  }
}

/** No room for a copy: what is old makes room for the next look, and at last the log itself does. */
function giveWay(path: string, size: number, limits: RotationLimits): void {
  for (const { name } of namesBeside(path, /^(\d{1,15})(?:\.partial)?$/)) rmSync(join(dirname(path), name), { force: true })
  if (size > limits.partBytes + limits.olderBytes) truncateSync(path, 0)
}

/**
 * Sets a log that has grown beyond its limit aside and drops its oldest parts; on a full disk the log gives way.
 * Answers the error that kept it from doing so, which the next look may not meet again.
 */
export function rotateLog(path: string, limits: RotationLimits = defaultRotation): unknown {
  try {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    if (size <= limits.partBytes) return undefined
    try {
      setAside(path, size, limits)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))) throw error
      giveWay(path, size, limits)
    }
    dropOldest(path, limits.olderBytes)
    return undefined
  } catch (error) {
    return error
  }
}

/** The newest piece stays in any case: it says at which offset the file itself begins. */
function dropOldest(path: string, olderBytes: number): void {
  let kept = 0
  for (const [index, piece] of olderPieces(path).toReversed().entries()) {
    kept += piece.end - piece.start
    if (index > 0 && kept > olderBytes) rmSync(piece.path, { force: true })
  }
}

/** Ends a rotation during which the process was killed. Call it before anything reads or rotates the log. */
export function recoverRotation(path: string): void {
  const folder = dirname(path)
  for (const { name, start } of namesBeside(path, /^(\d{1,15})\.partial$/)) {
    const partial = join(folder, name)
    const skipped = start - (olderPieces(path).at(-1)?.end ?? 0)
    // Still at the beginning of the file: it was not cut yet, so the copy is one too many.
    if (beginsWith(path, skipped, readFileSync(partial))) rmSync(partial, { force: true })
    else renameSync(partial, join(folder, name.slice(0, -'.partial'.length)))
  }
}

function beginsWith(path: string, offset: number, bytes: Buffer): boolean {
  const file = openSync(path, 'r')
  try {
    if (fstatSync(file).size < offset + bytes.length) return false
    const found = Buffer.allocUnsafe(bytes.length)
    return readSync(file, found, 0, found.length, offset) === found.length && found.equals(bytes)
  } finally {
    closeSync(file)
  }
}
