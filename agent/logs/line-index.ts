/**
 * Where every line of one log begins, when it was written and what it is: nine bytes a line in memory, about four on disk
 * (agent/logs/index-file.ts). Lines are kept in blocks of one segment each, at most 4 MiB of text, so that what is searched or dropped
 * is whole segments. Only whole lines are indexed; the writer of an unfinished one may go on.
 */

import { type FormatState, freshState, mark, readMark } from '@/agent/logs/line-format'
import type { LogBytes } from '@/agent/logs/log-bytes'
import { unfinishedAfterMs } from '@/agent/logs/log-file'

export const segmentBytes = 4 * 1024 ** 2
/** What is read and indexed before others may be served. */
const chunkBytes = 1024 ** 2
/** Line starts and times are kept as 32-bit distances from the block's own. */
const maxSpanMs = 0xffff_ffff
/** A line that never ends is cut here, or nothing could be shown of it. */
const longestLine = 4 * 1024 ** 2

export interface Block {
  /** Number of the first line since the log began. */
  firstLine: number
  count: number
  startOffset: number
  endOffset: number
  baseMs: number
  lastMs: number
  /** Distance of each line's first byte from `startOffset`. */
  offsets: Uint32Array
  /** Distance of each line's time from `baseMs`. */
  times: Uint32Array
  marks: Uint8Array
  /** Once it is full: what the reader knew behind its last line. Saved blocks are always full. */
  sealed?: Pick<FormatState, 'level' | 'entry'>
}

export interface LineIndex {
  blocks: Block[]
  /** State behind the last line, for the next. */
  state: FormatState
  /** Lines per mark, over all that are kept. */
  perMark: Uint32Array
  source: number
}

export function newIndex(source: number): LineIndex {
  return { blocks: [], state: freshState(), perMark: new Uint32Array(256), source }
}

export const firstLine = (index: LineIndex): number => index.blocks[0]?.firstLine ?? 0
export function endLine(index: LineIndex): number {
  const last = index.blocks.at(-1)
  return last ? last.firstLine + last.count : 0
}
export const endOffset = (index: LineIndex): number => index.blocks.at(-1)?.endOffset ?? 0

/** The block that holds a line; the line must be kept. */
export function blockOf(index: LineIndex, line: number): Block {
  const { blocks } = index
  let low = 0
  let high = blocks.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((blocks[middle]?.firstLine ?? 0) <= line) low = middle
    else high = middle - 1
  }
  const block = blocks[low]
  if (!block || line < block.firstLine || line >= block.firstLine + block.count) throw new Error(`line ${line} is not kept`)
  return block
}

export function timeOf(index: LineIndex, line: number): number {
  const block = blockOf(index, line)
  return block.baseMs + (block.times[line - block.firstLine] ?? 0)
}
export function markOf(index: LineIndex, line: number): number {
  const block = blockOf(index, line)
  return block.marks[line - block.firstLine] ?? 0
}
/** First byte of a line and the byte behind its newline. */
export function spanOf(index: LineIndex, line: number): { start: number; end: number } {
  const block = blockOf(index, line)
  const at = line - block.firstLine
  const next = at + 1 < block.count ? block.startOffset + (block.offsets[at + 1] ?? 0) : block.endOffset
  return { start: block.startOffset + (block.offsets[at] ?? 0), end: next }
}

/** The kept line that begins at or before an offset; undefined when there is none. */
export function lineAtOffset(index: LineIndex, offset: number): number | undefined {
  const block = index.blocks.findLast((one) => one.startOffset <= offset)
  if (!block || offset >= block.endOffset) return undefined
  const relative = offset - block.startOffset
  let low = 0
  let high = block.count - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((block.offsets[middle] ?? 0) <= relative) low = middle
    else high = middle - 1
  }
  return block.firstLine + low
}

/** First kept line written at or after a moment; `endLine` when there is none. */
export function lineAtTime(index: LineIndex, timeMs: number): number {
  const block = index.blocks.find((one) => one.lastMs >= timeMs)
  if (!block) return endLine(index)
  let low = 0
  let high = block.count
  while (low < high) {
    const middle = (low + high) >> 1
    if (block.baseMs + (block.times[middle] ?? 0) < timeMs) low = middle + 1
    else high = middle
  }
  return block.firstLine + low
}

function openBlock(index: LineIndex, startOffset: number, timeMs: number): Block {
  const block: Block = {
    firstLine: endLine(index),
    count: 0,
    startOffset,
    endOffset: startOffset,
    baseMs: timeMs,
    lastMs: timeMs,
    offsets: new Uint32Array(1024),
    times: new Uint32Array(1024),
    marks: new Uint8Array(1024),
  }
  index.blocks.push(block)
  return block
}

function grow(block: Block): void {
  const size = block.marks.length * 2
  const offsets = new Uint32Array(size)
  offsets.set(block.offsets)
  block.offsets = offsets
  const times = new Uint32Array(size)
  times.set(block.times)
  block.times = times
  const marks = new Uint8Array(size)
  marks.set(block.marks)
  block.marks = marks
}

/** Gives back what a full block reserved too much. */
function seal(block: Block, state: FormatState): void {
  block.sealed = { level: state.level, entry: state.entry }
  block.offsets = block.offsets.slice(0, block.count)
  block.times = block.times.slice(0, block.count)
  block.marks = block.marks.slice(0, block.count)
}

/**
 * Indexes the lines of `bytes[0, length)`, which begins at `offset` of the log, up to the last newline; answers how many bytes that was.
 * `onSealed` gets each block that is full.
 */
export function addLines(index: LineIndex, bytes: Buffer, length: number, offset: number, onSealed?: (block: Block) => void): number {
  const { state, source, perMark } = index
  const isLoose = source === 0
  let block = index.blocks.at(-1)
  let start = 0
  let escapeAt = bytes.indexOf(0x1b)
  for (let newline = bytes.indexOf(10); newline !== -1 && newline < length; newline = bytes.indexOf(10, start)) {
    const textEnd = newline > start && bytes[newline - 1] === 13 ? newline - 1 : newline
    // Before the line is read, so that the state behind the block is what its successor begins with.
    if (block && !block.sealed && (offset + newline - block.startOffset >= segmentBytes || block.endOffset !== offset + start)) {
      seal(block, state)
      onSealed?.(block)
    }
    let byte = readMark(bytes, start, textEnd, state, isLoose) | (source << mark.sourceShift)
    if (escapeAt !== -1 && escapeAt < newline) {
      byte |= mark.escapes
      escapeAt = bytes.indexOf(0x1b, newline)
    }
    if (block && !block.sealed && state.timeMs - block.baseMs > maxSpanMs) {
      seal(block, state)
      onSealed?.(block)
    }
    if (!block || block.sealed) block = openBlock(index, offset + start, state.timeMs)
    if (block.count === block.marks.length) grow(block)
    block.offsets[block.count] = offset + start - block.startOffset
    block.times[block.count] = state.timeMs - block.baseMs
    block.marks[block.count] = byte
    block.count++
    block.lastMs = state.timeMs
    start = newline + 1
    block.endOffset = offset + start
    perMark[byte] = (perMark[byte] ?? 0) + 1
  }
  return start
}

/** Time of the first line that says one; the lines before it then have that. 0 when none does. */
function firstTime(bytes: Buffer, length: number): number {
  const probe = freshState()
  for (let start = 0; start < length && probe.timeMs === 0; ) {
    const newline = bytes.indexOf(10, start)
    if (newline === -1 || newline >= length) break
    readMark(bytes, start, newline, probe, true)
    start = newline + 1
  }
  return probe.timeMs
}

let shared = Buffer.allocUnsafe(chunkBytes)

/**
 * Indexes what was written since the last call, at most `maxBytes` of it. True when there is more. An unfinished last line is taken as
 * it is once its writer has been silent for two seconds; what it writes later is a line of its own.
 */
export function catchUp(index: LineIndex, log: LogBytes, maxBytes: number, onSealed?: (block: Block) => void): boolean {
  let position = Math.max(endOffset(index), log.start())
  const enough = position + maxBytes
  while (position < log.end() && position < enough) {
    const length = log.read(shared, shared.length, position)
    if (length === 0) {
      const hole = log.holes().find(({ at }) => at > position)
      if (!hole) return false
      position = hole.at
      continue
    }
    if (index.state.timeMs === 0) index.state.timeMs = firstTime(shared, length) || Math.trunc(log.modifiedMs())
    const used = addLines(index, shared.subarray(0, length), length, position, onSealed)
    position += used
    if (used > 0) continue
    if (length === shared.length && length < longestLine) {
      shared = Buffer.allocUnsafe(shared.length * 2)
      continue
    }
    const atHole = position + length < log.end()
    if (!atHole && length < longestLine && Date.now() - log.modifiedMs() < unfinishedAfterMs) return false
    shared[Math.min(length, shared.length - 1)] = 10
    const taken = Math.min(length, shared.length - 1)
    addLines(index, shared.subarray(0, taken + 1), taken + 1, position, onSealed)
    const last = index.blocks.at(-1)
    position += taken
    if (last) last.endOffset = position
  }
  return position < log.end()
}

/** Forgets blocks whose bytes were dropped. Answers how many lines that were. */
export function dropBefore(index: LineIndex, offset: number): number {
  let lines = 0
  // The last block stays: it numbers what follows.
  while (index.blocks.length > 1) {
    const block = index.blocks[0]
    if (!block || block.startOffset >= offset) break
    for (let at = 0; at < block.count; at++) {
      const byte = block.marks[at] ?? 0
      perMarkDown(index.perMark, byte)
    }
    lines += block.count
    index.blocks.shift()
  }
  return lines
}

function perMarkDown(perMark: Uint32Array, byte: number): void {
  perMark[byte] = (perMark[byte] ?? 1) - 1
}
