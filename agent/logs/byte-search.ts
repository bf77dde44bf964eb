/** Search for bytes in one block of a log: read piece by piece, looked for by what is rare in them. */
import type { Block } from '@/agent/logs/line-index'
import type { IndexedLog } from '@/agent/logs/log-set'

/** Fits into the second cache of any processor, beside what else is needed. */
const pieceBytes = 192 * 1024
const small = Buffer.allocUnsafe(pieceBytes)
let large = Buffer.allocUnsafe(0)

/** The bytes of one block of a log. What a call answers is overwritten by the next. */
export interface BlockBytes {
  length: number
  /** At most `most` bytes, which `pieceBytes` bounds, from `offset` in the block; fewer at its end. */
  read(offset: number, most: number): Buffer
  all(): Buffer
}

/** Reads a block of a log, synchronously. */
export function blockBytes(log: IndexedLog, block: Block): BlockBytes {
  const length = block.endOffset - block.startOffset
  function fill(target: Buffer, offset: number, wanted: number): Buffer {
    let filled = 0
    while (filled < wanted) {
      const more = log.bytes.read(target.subarray(filled), wanted - filled, block.startOffset + offset + filled)
      if (more === 0) break
      filled += more
    }
    return target.subarray(0, filled)
  }
  return {
    length,
    read: (offset, most) => fill(small, offset, Math.min(most, length - offset)),
    all() {
      if (large.length < length) large = Buffer.allocUnsafe(length + 65_536)
      return fill(large, 0, length)
    },
  }
}

interface PieceSearch {
  begin(piece: Buffer): void
  indexOf(piece: Buffer, from: number): number
}

/** Bytes at the beginning of a piece that tell which letters are rare in this log. */
const sampleBytes = 2048
/** One in so many bytes: rarer ones are looked for alone, which the processor does many bytes at a time. */
const rare = 1024

/** Position in `wanted` of its byte that is rarest in the log; undefined when none is rare. */
function rarestByte(piece: Buffer, wanted: Buffer): number | undefined {
  const counts = new Uint16Array(256)
  const length = Math.min(piece.length, sampleBytes)
  for (let at = 0; at < length; at++) {
    const byte = piece[at] ?? 0
    counts[byte] = (counts[byte] ?? 0) + 1
  }
  let best = 0
  for (let at = 1; at < wanted.length; at++) if ((counts[wanted[at] ?? 0] ?? 0) < (counts[wanted[best] ?? 0] ?? 0)) best = at
  return (counts[wanted[best] ?? 0] ?? 0) * rare <= length ? best : undefined
}

/** Where `wanted` occurs in a piece, by its rarest byte; by the whole of it where that byte turns out not to be rare. */
function pieceSearch(wanted: Buffer): PieceSearch {
  let rarest: number | undefined
  let wrong = 0
  return {
    begin(piece) {
      rarest = wanted.length < 2 ? undefined : rarestByte(piece, wanted)
      wrong = 0
    },
    indexOf(piece, from) {
      if (rarest === undefined) return piece.indexOf(wanted, from)
      const byte = wanted[rarest] ?? 0
      for (let at = piece.indexOf(byte, from + rarest); at !== -1; at = piece.indexOf(byte, at + 1)) {
        const start = at - rarest
        const end = start + wanted.length
        if (end > piece.length) return -1
        if (piece.compare(wanted, 0, wanted.length, start, end) === 0) return start
        wrong++
        if (wrong * rare > piece.length) {
          rarest = undefined
          return piece.indexOf(wanted, start + 1)
        }
      }
      return -1
    },
  }
}

/**
 * Goes through a block in pieces that stay in the processor's cache, each beginning with the bytes in which a match may have begun.
 */
function inPieces(bytes: BlockBytes, wantedLength: number, { begin, indexOf }: PieceSearch): (from: number) => number {
  let piece: Buffer | undefined
  let start = 0
  let end = 0
  return (from) => {
    for (;;) {
      const at = piece === undefined || from >= end ? -1 : indexOf(piece, Math.max(0, from - start))
      if (at !== -1) return start + at
      if (end >= bytes.length) return -1
      start = Math.max(from, end - wantedLength + 1, 0)
      const read = bytes.read(start, pieceBytes)
      // A log that was cut short meanwhile.
      if (read.length === 0 || start + read.length <= end) return -1
      end = start + read.length
      piece = read
      begin(read)
    }
  }
}

/** Answers where `wanted` occurs in a block, from an offset on that must not fall; -1 for nowhere. */
export function byteSearch(bytes: BlockBytes, wanted: Buffer): (from: number) => number {
  return inPieces(bytes, wanted.length, pieceSearch(wanted))
}
