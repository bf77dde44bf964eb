/**
 * The index of a log on disk (`x.log.index`), one record per full segment, appended when it is full: per line the varint of its length,
 * the varint of the milliseconds since the line before, and its mark. A record that was cut short by a crash, or that does not fit the
 * log any more, ends the reading: what follows is indexed again from the bytes.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { freshState, mark } from '@/agent/logs/line-format'
import { type Block, endOffset, type LineIndex, newIndex } from '@/agent/logs/line-index'
import type { LogBytes } from '@/agent/logs/log-bytes'

/** Version of the record and of the rules by which lines are marked: of another one, the bytes are indexed again. */
const magic = 0x53504c31
const headBytes = 64
const entries = ['none', 'plain', 'stamped', 'traceback', 'raised'] as const

export const indexPath = (logPath: string): string => `${logPath}.index`

function encodeBlock(block: Block): Buffer {
  const state = block.sealed ?? { level: 0, entry: 'plain' as const }
  const body = Buffer.allocUnsafe(headBytes + block.count * 11)
  let at = headBytes
  const varint = (value: number) => {
    let rest = value
    while (rest >= 0x80) {
      body[at++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    body[at++] = rest
  }
  let before = 0
  for (let line = 0; line < block.count; line++) {
    const next = line + 1 < block.count ? (block.offsets[line + 1] ?? 0) : block.endOffset - block.startOffset
    varint(next - (block.offsets[line] ?? 0))
    const time = block.times[line] ?? 0
    varint(time - before)
    before = time
  }
  body.set(block.marks.subarray(0, block.count), at)
  at += block.count
  body.fill(0, 0, headBytes)
  body.writeUInt32LE(magic, 0)
  body.writeUInt32LE(at - headBytes, 4)
  body.writeUInt32LE(block.count, 8)
  body.writeUInt8(state.level, 12)
  body.writeUInt8(entries.indexOf(state.entry), 13)
  body.writeDoubleLE(block.firstLine, 16)
  body.writeDoubleLE(block.startOffset, 24)
  body.writeDoubleLE(block.endOffset, 32)
  body.writeDoubleLE(block.baseMs, 40)
  body.writeDoubleLE(block.lastMs, 48)
  return body.subarray(0, at)
}

function decodeBlock(bytes: Buffer, at: number): { block: Block; end: number } | undefined {
  if (at + headBytes > bytes.length || bytes.readUInt32LE(at) !== magic) return undefined
  const length = bytes.readUInt32LE(at + 4)
  const count = bytes.readUInt32LE(at + 8)
  const end = at + headBytes + length
  if (end > bytes.length || count === 0 || length < count * 3) return undefined
  const entry = entries[bytes.readUInt8(at + 13)]
  const block: Block = {
    firstLine: bytes.readDoubleLE(at + 16),
    count,
    startOffset: bytes.readDoubleLE(at + 24),
    endOffset: bytes.readDoubleLE(at + 32),
    baseMs: bytes.readDoubleLE(at + 40),
    lastMs: bytes.readDoubleLE(at + 48),
    offsets: new Uint32Array(count),
    times: new Uint32Array(count),
    marks: new Uint8Array(bytes.subarray(end - count, end)),
  }
  let position = at + headBytes
  const varint = () => {
    let value = 0
    for (let factor = 1; ; factor *= 0x80) {
      const byte = bytes[position++] ?? 0
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
  }
  let offset = 0
  let time = 0
  for (let line = 0; line < count; line++) {
    block.offsets[line] = offset
    offset += varint()
    time += varint()
    block.times[line] = time
  }
  if (position !== end - count || offset !== block.endOffset - block.startOffset || entry === undefined) return undefined
  block.sealed = { level: bytes.readUInt8(at + 12), entry }
  return { block, end }
}

/** Appends the record of a full segment. What cannot be written is indexed again after a restart, so a full disk is no error here. */
export function saveBlock(logPath: string, block: Block): void {
  try {
    const file = openSync(indexPath(logPath), 'a', 0o600)
    try {
      writeSync(file, encodeBlock(block))
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'ENOENT', 'EROFS'].includes(String(error.code)))) throw error
  }
}

/** True when a line ends right before `offset`, as it must where a segment ends. */
function endsLine(log: LogBytes, offset: number): boolean {
  const byte = Buffer.alloc(1)
  return log.read(byte, 1, offset - 1) === 1 && byte[0] === 10
}

function continueAfter(index: LineIndex, block: Block): void {
  index.state = { ...freshState(), timeMs: block.lastMs, ...block.sealed }
}

/** The index as far as it was saved and still fits the log; the rest is for `catchUp`. */
export function loadIndex(logPath: string, log: LogBytes, source: number): LineIndex {
  const index = newIndex(source)
  let bytes: Buffer
  try {
    bytes = readFileSync(indexPath(logPath))
  } catch {
    return index // none saved yet, or not readable: the bytes say all
  }
  let nextLine: number | undefined
  let kept = 0
  for (let at = 0; ; ) {
    const record = decodeBlock(bytes, at)
    if (!record) break
    const { block } = record
    const follows = nextLine === undefined || (block.firstLine === nextLine && block.startOffset >= endOffset(index))
    if (!follows || block.endOffset > log.end()) break
    nextLine = block.firstLine + block.count
    at = record.end
    if (block.endOffset <= log.start()) {
      // Only its numbers matter: the lines that are kept go on counting from there.
      index.blocks = [block]
      continueAfter(index, block)
      continue
    }
    if (!endsLine(log, block.endOffset)) break
    if (index.blocks.length === 1 && (index.blocks[0]?.endOffset ?? 0) <= log.start()) index.blocks = []
    index.blocks.push(block)
    continueAfter(index, block)
    kept = at
  }
  for (const block of index.blocks) {
    if (block.marks.some((byte) => byte >> mark.sourceShift !== source)) return discard(logPath, source)
    for (const byte of block.marks) index.perMark[byte] = (index.perMark[byte] ?? 0) + 1
  }
  if (kept < bytes.length) rewriteIndex(logPath, index)
  return index
}

function discard(logPath: string, source: number): LineIndex {
  rmSync(indexPath(logPath), { force: true })
  return newIndex(source)
}

/** Replaces the file by the records of what is kept, for a log that dropped its oldest parts or a file with a broken end. */
export function rewriteIndex(logPath: string, index: LineIndex): void {
  const path = indexPath(logPath)
  try {
    const file = openSync(`${path}.new`, 'w', 0o600)
    try {
      // The last block of a live log is still growing; it is saved when it is full.
      for (const block of index.blocks) if (block.sealed) writeFileSync(file, encodeBlock(block))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(`${path}.new`, path)
  } catch {
    // Without it the bytes are indexed again at the next start: slower, never wrong.
    rmSync(`${path}.new`, { force: true })
  }
}

/** Bytes the saved index takes. */
export const savedBytes = (logPath: string): number => statSync(indexPath(logPath), { throwIfNoEntry: false })?.size ?? 0
