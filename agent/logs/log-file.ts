/** Lines of one growing file by byte offset: nothing twice, nothing skipped, bounded memory. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
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

function withFile<T>(path: string, work: (file: number, size: number, modifiedMs: number) => T): T | undefined {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  try {
    const { size, mtimeMs } = fstatSync(file)
    return work(file, size, mtimeMs)
  } finally {
    closeSync(file)
  }
}

/** Up to `limit` whole lines from `offset` on. A file that became shorter is read from its beginning. */
export function readLines(path: string, offset: number, limit: number, now = Date.now()): RawLine[] {
  const lines = withFile(path, (file, size, modifiedMs) => {
    const found: RawLine[] = []
    let position = offset > size ? 0 : offset
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
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(1, size - position)))
    while (position < size && found.length < limit) {
      const length = readSync(file, buffer, 0, Math.min(buffer.length, size - position), position)
      if (length === 0) break
      let start = 0
      for (
        let newline = buffer.indexOf(10);
        newline !== -1 && newline < length && found.length < limit;
        newline = buffer.indexOf(10, start)
      ) {
        take(buffer.subarray(start, newline))
        start = newline + 1
        finish(position + start)
      }
      if (found.length < limit) take(buffer.subarray(start, length))
      position += length
    }
    if (total > 0 && found.length < limit && now - modifiedMs >= unfinishedAfterMs) finish(size)
    return found
  })
  return lines ?? []
}

/** Offset at which the last `count` lines begin (the unfinished last one counts). */
export function tailOffset(path: string, count: number): number {
  const found = withFile(path, (file, size) => {
    if (count <= 0) return size
    const buffer = Buffer.allocUnsafe(chunkBytes)
    let seen = 0
    for (let end = size; end > 0; ) {
      const start = Math.max(0, end - chunkBytes)
      const length = readSync(file, buffer, 0, end - start, start)
      for (let index = length - 1; index >= 0; index--) {
        // The newline at the very end closes the last line, it does not begin another.
        if (buffer[index] !== 10 || start + index === size - 1) continue
        seen += 1
        if (seen === count) return start + index + 1
      }
      end = start
    }
    return 0
  })
  return found ?? 0
}
