/** Bytes of one growing, rotated log by their offset in the whole (agent/logs/log-pieces.ts), with its parts kept open. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type LogPiece, olderPieces } from '@/agent/logs/log-pieces'

export interface LogBytes {
  /** Looks at the disk again. False when there is no such log. */
  refresh(): boolean
  /** Offset of the first byte that is kept, and behind the last. */
  start(): number
  end(): number
  modifiedMs(): number
  /** Offsets of bytes that were dropped between two parts: a line that begins at `at` has `bytes` missing before it. */
  holes(): readonly { at: number; bytes: number }[]
  /** Fills `buffer` from `offset`; answers how many bytes, fewer at a hole or the end. */
  read(buffer: Buffer, length: number, offset: number): number
  close(): void
}

interface OpenPiece extends LogPiece {
  file: number | undefined
}

/** Opens nothing yet; call `refresh()` first. Not for use while another thread rotates. */
export function openLogBytes(path: string): LogBytes {
  let older: OpenPiece[] = []
  let newest: { file: number; inode: number } | undefined
  let base = 0
  let size = 0
  let modified = 0
  let folderMs = 0

  /** A part appeared or went. Times of the file system are coarse: a folder touched this very moment may be touched again unseen. */
  function isFolderChanged(): boolean {
    const { mtimeMs } = statSync(dirname(path))
    const changed = mtimeMs !== folderMs
    folderMs = Date.now() - mtimeMs < 50 ? 0 : mtimeMs
    return changed
  }

  function close(): void {
    for (const piece of older) if (piece.file !== undefined) closeSync(piece.file)
    if (newest) closeSync(newest.file)
    older = []
    newest = undefined
  }

  function refreshPieces(): void {
    const found = olderPieces(path)
    const held = new Map(older.map((piece) => [piece.start, piece]))
    const next = found.map((piece) => ({ ...piece, file: held.get(piece.start)?.file }))
    for (const piece of older) {
      if (piece.file !== undefined && !next.some((one) => one.file === piece.file)) closeSync(piece.file)
    }
    older = next
    base = found.at(-1)?.end ?? 0
  }

  return {
    refresh() {
      const stat = statSync(path, { throwIfNoEntry: false })
      if (!stat) return false
      if (newest?.inode !== stat.ino) {
        close()
        newest = { file: openSync(path, 'r'), inode: stat.ino }
        refreshPieces()
      } else if (isFolderChanged() || stat.size < size) {
        refreshPieces()
      }
      const { size: now, mtimeMs } = fstatSync(newest.file)
      size = now
      modified = mtimeMs
      return true
    },
    start: () => older.find((piece) => piece.end > piece.start)?.start ?? base,
    end: () => base + size,
    modifiedMs: () => modified,
    holes() {
      const found: { at: number; bytes: number }[] = []
      for (const [index, piece] of older.entries()) {
        const before = older[index - 1]
        if (before && before.end < piece.start) found.push({ at: piece.start, bytes: piece.start - before.end })
      }
      return found
    },
    read(buffer, length, offset) {
      if (offset >= base) return newest ? readSync(newest.file, buffer, 0, Math.min(length, base + size - offset), offset - base) : 0
      const piece = older.find(({ end }) => end > offset)
      if (!piece || piece.start > offset) return 0
      piece.file ??= openSync(piece.path, 'r')
      return readSync(piece.file, buffer, 0, Math.min(length, piece.end - offset), offset - piece.start)
    },
    close,
  }
}
