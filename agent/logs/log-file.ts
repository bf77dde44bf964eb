/** Lines of one growing, rotated log by byte offset in the whole: nothing twice, nothing skipped, bounded memory. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { isRotating, type LogPiece, olderPieces } from '@/agent/logs/log-pieces'
import { cleanLogText } from '@/agent/logs/parse-line'

/** Longer lines are cut; the rest is counted, not kept. */
export const maxLineBytes = 64 * 1024
const chunkBytes = 256 * 1024
/** An unfinished last line is shown once its writer has been silent this long: a dying process may never end it. */
export const unfinishedAfterMs = 2000

export interface RawLine {
  text: string
  /** Offset of the byte behind the line and its newline. */
  end: number
}

function decode(parts: Buffer[], totalBytes: number): string {
  const bytes = Buffer.concat(parts)
  const withoutReturn = bytes.at(-1) === 0x0d && bytes.length === totalBytes ? bytes.subarray(0, -1) : bytes
  const text = cleanLogText(withoutReturn.toString('utf8'))
  return totalBytes > bytes.length ? `${text} … [${totalBytes - bytes.length} bytes cut]` : text
}

interface OpenLog {
  /** Every part, oldest first, without empty ones. */
  pieces: LogPiece[]
  start: number
  end: number
  modifiedMs: number
  /** Fills `buffer` with bytes of one piece from an offset of the whole log that lies in it; answers how many. */
  read(piece: LogPiece, buffer: Buffer, length: number, offset: number): number
}

function openOrNothing(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

const lookAgainMs = 2
const looks = 20

/** Waits, for a moment at most, while another thread sets the log aside: between the cut and the new name its bytes would be missed. */
function awaitRotation(path: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (let look = 0; look < looks && isRotating(path); look++) Atomics.wait(pause, 0, 0, lookAgainMs)
}

/** Undefined when there is no such log. */
function withLog<T>(path: string, work: (log: OpenLog) => T): T | undefined {
  const newest = openOrNothing(path)
  if (newest === undefined) return undefined
  awaitRotation(path)
  const open = new Map([[path, newest]])
  try {
    const { size, mtimeMs } = fstatSync(newest)
    const older = olderPieces(path)
    const base = older.at(-1)?.end ?? 0
    const pieces = [...older, { path, start: base, end: base + size }].filter((piece) => piece.end > piece.start)
    return work({
      pieces,
      start: pieces[0]?.start ?? base,
      end: base + size,
      modifiedMs: mtimeMs,
      read(piece, buffer, length, offset) {
        const file = open.get(piece.path) ?? openSync(piece.path, 'r')
        open.set(piece.path, file)
        return readSync(file, buffer, 0, Math.min(length, buffer.length, piece.end - offset), offset - piece.start)
      },
    })
  } finally {
    for (const file of open.values()) closeSync(file)
  }
}

/**
 * Up to `limit` whole lines from `offset` on, fewer once about `maxBytes` are read (`isCut` then). A log that became shorter is read
 * from its beginning, as is one whose beginning was dropped.
 */
export function readLines(path: string, offset: number, limit: number, maxBytes: number): { lines: RawLine[]; isCut: boolean } {
  const page = withLog(path, (log) => {
    const found: RawLine[] = []
    let position = offset > log.end ? log.start : Math.max(offset, log.start)
    const enough = position + maxBytes
    const isEnough = () => found.length >= limit || (found.at(-1)?.end ?? 0) >= enough
    let parts: Buffer[] = []
    let kept = 0
    let total = 0
    const take = (piece: Buffer) => {
      const room = Math.min(piece.length, maxLineBytes - kept)
      if (room > 0) parts.push(Buffer.from(piece.subarray(0, room)))
      kept += room
      total += piece.length
    }
    const finish = (end: number) => {
      found.push({ text: decode(parts, total), end })
      parts = []
      kept = 0
      total = 0
    }
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(1, log.end - position)))
    while (position < log.end && !isEnough()) {
      const piece = log.pieces.find(({ end }) => end > position)
      if (piece === undefined) break
      if (piece.start > position) {
        // A hole: the line that began before it ends there.
        if (total > 0) finish(piece.start)
        position = piece.start
        continue
      }
      const length = log.read(piece, buffer, buffer.length, position)
      if (length === 0) break
      let start = 0
      for (let newline = buffer.indexOf(10); newline !== -1 && newline < length && !isEnough(); newline = buffer.indexOf(10, start)) {
        take(buffer.subarray(start, newline))
        start = newline + 1
        finish(position + start)
      }
      if (!isEnough()) take(buffer.subarray(start, length))
      position += length
    }
    if (total > 0 && !isEnough() && Date.now() - log.modifiedMs >= unfinishedAfterMs) finish(log.end)
    return { lines: found, isCut: found.length < limit && isEnough() }
  })
  return page ?? { lines: [], isCut: false }
}

/** The last bytes of a log, at most `maxBytes`, as text; empty when there is no log. */
export function readEnd(path: string, maxBytes: number): string {
  const text = withLog(path, (log) => {
    const from = Math.max(log.start, log.end - maxBytes)
    const parts = log.pieces
      .filter((piece) => piece.end > from)
      .map((piece) => {
        const start = Math.max(piece.start, from)
        const buffer = Buffer.alloc(piece.end - start)
        return buffer.subarray(0, log.read(piece, buffer, buffer.length, start))
      })
    return Buffer.concat(parts).toString('utf8')
  })
  return text ?? ''
}
