/** Text of indexed lines: read, cleaned, cut; and as rows of a view. */

import { refusal } from '@/agent/errors'
import { levelOf, mark, sourceOf, stampBytes } from '@/agent/logs/line-format'
import { endLine, firstLine, lineAtOffset, markOf, spanOf, timeOf } from '@/agent/logs/line-index'
import type { IndexedLog, LogSet } from '@/agent/logs/log-set'
import { indexOfFile, type LogView, lineAt } from '@/agent/logs/log-view'
import { cleanLogText, withoutColours } from '@/agent/logs/parse-line'
import type { LogRow } from '@/lib/contract/scorepoint'

/** Longer lines are cut for display; the whole line is read on demand. */
export const shownCharacters = 4000
/** Of a whole line; more no page can show. */
const wholeBytes = 1024 * 1024

let scratch = Buffer.allocUnsafe(64 * 1024)

/** The bytes of a line without its newline, at most `limit` of them; valid until the next call. */
export function lineBytes(log: IndexedLog, line: number, limit: number): { bytes: Buffer; total: number } {
  const { start, end } = spanOf(log.index, line)
  const wanted = Math.min(end - start, limit)
  if (scratch.length < wanted) scratch = Buffer.allocUnsafe(wanted)
  let length = log.bytes.read(scratch, wanted, start)
  // A line may lie in two parts.
  while (length < wanted) {
    const more = log.bytes.read(scratch.subarray(length), wanted - length, start + length)
    if (more === 0) break
    length += more
  }
  let total = end - start
  if (wanted === total) {
    if (length > 0 && scratch[length - 1] === 10) length--
    if (length > 0 && scratch[length - 1] === 13) length--
    total = length
  }
  return { bytes: scratch.subarray(0, length), total }
}

/** A line as text without control characters other than tab and colours. */
export function lineText(log: IndexedLog, line: number, limit = wholeBytes): string {
  return cleanLogText(lineBytes(log, line, limit).bytes.toString('utf8'))
}

export const lineId = (log: IndexedLog, line: number): string => `${log.key}@${spanOf(log.index, line).start}`

/** File number and line of an id; undefined when that line is gone. @throws ProblemError BadArgument when it is no id. */
export function findLine(set: LogSet, id: string): { file: number; line: number } | undefined {
  const match = /^([\w./-]{1,200})@(\d{1,15})$/.exec(id)
  if (!match) throw refusal('badArgument', 'A line is named <file>@<offset>, as its link says.', { target: 'line' })
  const file = set.files.findIndex(({ key }) => key === match[1])
  const log = set.files[file]
  const line = log && lineAtOffset(log.index, Number(match[2]))
  return line === undefined ? undefined : { file, line }
}

/** How many lines continue the entry that begins with this one. */
export function continuations(log: IndexedLog, line: number, most = 10_000): number {
  const end = Math.min(endLine(log.index), line + 1 + most)
  let next = line + 1
  while (next < end && markOf(log.index, next) & mark.continues) next++
  return next - line - 1
}

/** The first line of the entry a line belongs to. */
export function entryStart(log: IndexedLog, line: number): number {
  const first = firstLine(log.index)
  let at = line
  while (at > first && markOf(log.index, at) & mark.continues) at--
  return at
}

/** One line as a row. `whole` leaves a long line uncut. */
export function rowOf(set: LogSet, file: number, line: number, number: number, whole = false): LogRow {
  const log = set.files[file]
  if (!log) throw new Error(`there is no log file ${file}`)
  const byte = markOf(log.index, line)
  const { bytes, total } = lineBytes(log, line, whole ? wholeBytes : shownCharacters * 3)
  const text = cleanLogText(bytes.toString('utf8'))
  const shown = whole || text.length <= shownCharacters ? text : text.slice(0, shownCharacters)
  const cutBytes = total - (shown === text ? bytes.length : Buffer.byteLength(shown))
  const level = levelOf(byte)
  const { start } = spanOf(log.index, line)
  const hole = log.bytes.holes().find(({ at }) => at === start)
  const lines = byte & mark.continues ? 0 : continuations(log, line)
  return {
    number,
    id: lineId(log, line),
    source: sourceOf(byte),
    ...(log.instance === undefined ? {} : { instance: log.instance }),
    time: new Date(timeOf(log.index, line)).toISOString(),
    ...(level === undefined ? {} : { level }),
    text: shown,
    ...(byte & mark.stamped ? { stamp: stampBytes } : {}),
    ...(byte & mark.continues ? { continues: true as const } : {}),
    ...(lines > 0 ? { lines } : {}),
    ...(cutBytes > 0 ? { cutBytes } : {}),
    ...(hole ? { skippedBytes: hole.bytes } : {}),
  }
}

/** Rows of consecutive numbers; fewer at the ends of the view. */
export function rowsOf(view: LogView, from: number, count: number): LogRow[] {
  const rows: LogRow[] = []
  const last = Math.min(from + count, view.start + view.length)
  for (let number = Math.max(from, view.start); number < last; number++) {
    const found = lineAt(view, number)
    if (found) rows.push(rowOf(view.set, found.file, found.line, number))
  }
  return rows
}

/** One line of a download: time, source, instance, text without colours. */
export function downloadLine(view: LogView, number: number): string {
  const found = lineAt(view, number)
  const log = found && view.set.files[found.file]
  if (!log) return ''
  const time = new Date(timeOf(indexOfFile(view, found.file), found.line)).toISOString()
  const text = withoutColours(lineText(log, found.line))
  return `${time} ${log.source}${log.instance === undefined ? '' : ` ${log.instance}`} ${text}\n`
}
