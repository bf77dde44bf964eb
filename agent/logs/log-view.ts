/**
 * A numbered selection of a deployment's merged log. The lines of all files stand in the order of their times (of two at the same moment
 * the file that was found first; within a file the order stays, as its times never run backwards), four bytes a line, and new lines are
 * merged in as they come.
 */
import { levels, logSources, mark } from '@/agent/logs/line-format'
import { blockOf, endLine, firstLine, type LineIndex, lineAtTime, timeOf } from '@/agent/logs/line-index'
import type { LogSet } from '@/agent/logs/log-set'
import type { LogLevel, LogSource } from '@/lib/contract/scorepoint'

export interface LogFilter {
  sources: readonly LogSource[]
  /** Lines of no instance (build, events) always stay. */
  instance?: string
  /** This level and above; a line that says none counts as information. */
  level?: LogLevel
  /** Milliseconds since 1970; until is exclusive. */
  sinceMs?: number
  untilMs?: number
  /** Only the first line of each entry. */
  folded?: boolean
}

/** A line: file number in the highest 8 bits, line number from the file's first of this epoch in the others. */
const lineBits = 24
const lineMask = 2 ** lineBits - 1
export const fileOfRef = (ref: number): number => ref >>> lineBits

export interface LogView {
  set: LogSet
  epoch: string
  filter: LogFilter
  /** accepts[mark] = 1: the line belongs to the view. */
  accepts: Uint8Array
  refs: Uint32Array
  length: number
  /** Number of the line in `refs[0]`. */
  start: number
  /** First line of each file when the view began; refs count from there. */
  bases: number[]
  /** Next line of each file that was not merged yet. */
  cursors: number[]
  drops: number
  /** Numbers that were given and then changed: from which on, one entry per change, the newest last. */
  renumbered: number[]
}

/** The lowest number that changed since a revision; undefined when none did. */
export function renumberedSince(view: LogView, revision: number): number | undefined {
  const changes = view.renumbered.slice(Math.max(0, revision))
  return changes.length === 0 ? undefined : Math.min(...changes)
}

/** A table of what belongs to the view by its mark, so that the merge looks at one byte a line. */
function acceptTable(filter: LogFilter): Uint8Array {
  const accepts = new Uint8Array(256)
  const least = filter.level === undefined ? 0 : levels.indexOf(filter.level)
  for (let byte = 0; byte < 256; byte++) {
    const source = logSources[byte >> mark.sourceShift]
    const level = byte & 7 || 2
    const isWanted = source !== undefined && filter.sources.includes(source) && level >= least
    if (isWanted && !(filter.folded && byte & mark.continues)) accepts[byte] = 1
  }
  return accepts
}

/** An empty view; `extendView` fills it. */
export function openView(set: LogSet, filter: LogFilter): LogView {
  return {
    set,
    epoch: set.epoch,
    filter,
    accepts: acceptTable(filter),
    refs: new Uint32Array(1024),
    length: 0,
    start: 0,
    bases: [],
    cursors: [],
    drops: set.drops,
    renumbered: [],
  }
}

export function lineOfRef(view: LogView, ref: number): { file: number; line: number } {
  const file = fileOfRef(ref)
  return { file, line: (ref & lineMask) + (view.bases[file] ?? 0) }
}

/** File and line of a number; undefined outside the view. */
export function lineAt(view: LogView, number: number): { file: number; line: number } | undefined {
  const at = number - view.start
  return at < 0 || at >= view.length ? undefined : lineOfRef(view, view.refs[at] ?? 0)
}

export function indexOfFile(view: LogView, file: number): LineIndex {
  const found = view.set.files[file]
  if (!found) throw new Error(`there is no log file ${file}`)
  return found.index
}

function timeOfRef(view: LogView, ref: number): number {
  const { file, line } = lineOfRef(view, ref)
  return timeOf(indexOfFile(view, file), line)
}

/** Whether lines of a file can be in the view. */
export function belongs(view: LogView, file: number): boolean {
  const log = view.set.files[file]
  if (!log || !view.filter.sources.includes(log.source)) return false
  return view.filter.instance === undefined || log.instance === undefined || log.instance === view.filter.instance
}

/** Forgets dropped lines. Those behind them keep their numbers, so that the few lines before them (build) move up. */
function forgetDropped(view: LogView): void {
  view.renumbered.push(view.start)
  view.drops = view.set.drops
  const firsts = view.set.files.map((file) => firstLine(file.index))
  let kept = 0
  for (let at = 0; at < view.length; at++) {
    const ref = view.refs[at] ?? 0
    const { file, line } = lineOfRef(view, ref)
    if (line >= (firsts[file] ?? 0)) view.refs[kept++] = ref
  }
  view.start += view.length - kept
  view.length = kept
}

/** Takes back merged lines that are younger than a line which came late. */
function takeBack(view: LogView, heads: number[]): void {
  const earliest = Math.min(...heads)
  const earliestFile = heads.indexOf(earliest)
  const before = view.length
  while (view.length > 0) {
    const ref = view.refs[view.length - 1] ?? 0
    const timeMs = timeOfRef(view, ref)
    const { file, line } = lineOfRef(view, ref)
    if (timeMs < earliest || (timeMs === earliest && file <= earliestFile)) break
    view.cursors[file] = line
    view.length--
  }
  if (view.length < before) view.renumbered.push(view.start + view.length)
}

/** Moment of the next line to merge per file; infinite when there is none. */
function headTime(view: LogView, file: number): number {
  if (!belongs(view, file)) return Number.POSITIVE_INFINITY
  const index = indexOfFile(view, file)
  const line = view.cursors[file] ?? 0
  return line >= endLine(index) ? Number.POSITIVE_INFINITY : timeOf(index, line)
}

/** Appends lines of one file from its cursor on, up to the moment at which another file goes on. */
function takeRun(view: LogView, file: number, untilMs: number, isBefore: boolean): void {
  const index = indexOfFile(view, file)
  const last = endLine(index)
  const base = view.bases[file] ?? 0
  const { accepts } = view
  let line = view.cursors[file] ?? 0
  while (line < last) {
    const block = blockOf(index, line)
    const { marks, times } = block
    let at = line - block.firstLine
    const limit = untilMs - block.baseMs
    // One comparison for the whole block when all of it comes first.
    const whole = block.lastMs < untilMs || (isBefore && block.lastMs === untilMs)
    let stop = block.count
    if (!whole) {
      stop = at
      while (stop < block.count && ((times[stop] ?? 0) < limit || (isBefore && times[stop] === limit))) stop++
    }
    if (view.length + stop - at > view.refs.length) {
      const refs = new Uint32Array(Math.max(view.refs.length * 2, view.length + stop - at))
      refs.set(view.refs.subarray(0, view.length))
      view.refs = refs
    }
    const { refs } = view
    let length = view.length
    const shift = block.firstLine - base
    const high = file * 2 ** lineBits
    for (; at < stop; at++) if (accepts[marks[at] ?? 0] === 1) refs[length++] = high + at + shift
    view.length = length
    line = block.firstLine + stop
    if (!whole) break
  }
  view.cursors[file] = line
}

/**
 * Brings the view up to the indexed lines. Call it only while the set is of the view's epoch.
 */
export function extendView(view: LogView): void {
  const { files } = view.set
  if (view.drops !== view.set.drops) forgetDropped(view)
  for (let file = view.cursors.length; file < files.length; file++) {
    const index = indexOfFile(view, file)
    view.bases[file] = firstLine(index)
    view.cursors[file] = view.filter.sinceMs === undefined ? firstLine(index) : lineAtTime(index, view.filter.sinceMs)
  }
  for (const [file, log] of files.entries()) view.cursors[file] = Math.max(view.cursors[file] ?? 0, firstLine(log.index))
  takeBack(
    view,
    files.map((_, file) => headTime(view, file)),
  )
  const heads = files.map((_, file) => headTime(view, file))
  const end = view.filter.untilMs ?? Number.POSITIVE_INFINITY
  for (;;) {
    let first = -1
    let firstMs = Number.POSITIVE_INFINITY
    let secondMs = Number.POSITIVE_INFINITY
    let second = -1
    for (let file = 0; file < files.length; file++) {
      const head = heads[file] ?? Number.POSITIVE_INFINITY
      if (head < firstMs) {
        second = first
        secondMs = firstMs
        first = file
        firstMs = head
      } else if (head < secondMs) {
        second = file
        secondMs = head
      }
    }
    if (first === -1 || firstMs >= end) return
    const isBefore = second === -1 || first < second
    if (secondMs < end) takeRun(view, first, secondMs, isBefore)
    else takeRun(view, first, end, false)
    heads[first] = headTime(view, first)
  }
}

/** True when no file has more lines than a reference can count: then the view, and the epoch, must begin anew. */
export function isExhausted(view: LogView): boolean {
  const { files } = view.set
  return files.length > 255 || files.some((file, number) => endLine(file.index) - (view.bases[number] ?? 0) > lineMask)
}

/** The number of a line of the view, or of the next line when it does not belong to it. */
export function numberOf(view: LogView, file: number, line: number): number {
  const timeMs = timeOf(indexOfFile(view, file), line)
  let low = 0
  let high = view.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = lineOfRef(view, view.refs[middle] ?? 0)
    const otherMs = timeOf(indexOfFile(view, other.file), other.line)
    const isBefore = otherMs !== timeMs ? otherMs < timeMs : other.file !== file ? other.file < file : other.line < line
    if (isBefore) low = middle + 1
    else high = middle
  }
  return view.start + low
}

/** The number of the first line of the view at or after a moment. */
export function numberAtTime(view: LogView, timeMs: number): number {
  let low = 0
  let high = view.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (timeOfRef(view, view.refs[middle] ?? 0) < timeMs) low = middle + 1
    else high = middle
  }
  return view.start + low
}
