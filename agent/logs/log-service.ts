/** Everything that is asked of logs, as synchronous calls on indexes that stay open: the work of the log thread. */

import { logSources, mark } from '@/agent/logs/line-format'
import { type LineIndex, timeOf } from '@/agent/logs/line-index'
import { continuations, downloadLine, findLine, lineText, rowOf, rowsOf } from '@/agent/logs/line-text'
import { compileQuery, type LogQuery, type SearchStep, searchView } from '@/agent/logs/log-search'
import { closeLogSet, type LogSet, openLogSet, refreshLogSet } from '@/agent/logs/log-set'
import {
  extendView,
  isExhausted,
  type LogFilter,
  type LogView,
  lineOfRef,
  numberAtTime,
  numberOf,
  openView,
  renumberedSince,
} from '@/agent/logs/log-view'
import { emptyNotes, initializerRun } from '@/agent/logs/notes'
import { withoutColours } from '@/agent/logs/parse-line'
import { type RequestSearch, requestLog } from '@/agent/logs/request-lines'
import type { LogView as ContractView, LogRow, LogSource, RequestLog } from '@/lib/contract/scorepoint'

const keptViews = 6
const keptSets = 12
export const windowRows = 100
const mostRows = 1000

interface OpenSet {
  set: LogSet
  views: Map<string, LogView>
}

/** Where the first rows of a view shall lie; the end unless a line or a moment is named. */
export interface Want {
  anchor?: string
  atMs?: number
  rows?: number
  query?: LogQuery
}
/** A window of consecutive numbers, or single numbers (matches). */
export interface Window {
  from?: number
  count?: number
  numbers?: number[]
  query?: LogQuery
}
/** What a follower was told last. */
export interface KnownView {
  epoch: string
  revision: number
  start: number
  end: number
}

const filterKey = ({ sources, instance, level, sinceMs, untilMs, folded }: LogFilter) =>
  JSON.stringify([[...sources].sort(), instance, level, sinceMs, untilMs, folded ?? false])

/** One service holds the indexes of the folders that were asked for last. */
export function createLogService() {
  const open = new Map<string, OpenSet>()

  /** The indexes of a folder, up to date; the least used folder makes room. */
  function setOf(directory: string): OpenSet {
    const held = open.get(directory) ?? { set: openLogSet(directory), views: new Map<string, LogView>() }
    open.delete(directory)
    open.set(directory, held)
    const [oldest] = open.keys()
    if (open.size > keptSets && oldest !== undefined) forget(oldest)
    refreshLogSet(held.set)
    return held
  }

  function forget(directory: string): void {
    const held = open.get(directory)
    if (held) closeLogSet(held.set)
    open.delete(directory)
  }

  /** The view of a filter, up to date. */
  function viewOf(directory: string, filter: LogFilter): LogView {
    const held = setOf(directory)
    const key = filterKey(filter)
    let view = held.views.get(key)
    if (!view || view.epoch !== held.set.epoch || isExhausted(view)) view = openView(held.set, filter)
    held.views.delete(key)
    held.views.set(key, view)
    const [oldest] = held.views.keys()
    if (held.views.size > keptViews && oldest !== undefined) held.views.delete(oldest)
    extendView(view)
    return view
  }

  function describe(view: LogView): Omit<ContractView, 'rows'> {
    const { set } = view
    const ends = [view.refs[0], view.refs[view.length - 1]]
    const [firstTime, lastTime] = ends.map((ref) => {
      if (ref === undefined || view.length === 0) return undefined
      const { file, line } = lineOfRef(view, ref)
      const log = set.files[file]
      return log && new Date(timeOf(log.index, line)).toISOString()
    })
    const run = initializerRun(set)
    const instances = set.files.filter((log) => log.instance !== undefined)
    return {
      epoch: view.epoch,
      start: view.start,
      end: view.start + view.length,
      revision: view.renumbered.length,
      counts: countsOf(view),
      instances: [...new Set(instances.sort((a, b) => firstMs(a.index) - firstMs(b.index)).map((log) => log.instance ?? ''))],
      ...(firstTime === undefined ? {} : { firstTime }),
      ...(lastTime === undefined ? {} : { lastTime }),
      notes: emptyNotes(set),
      ...(run === undefined ? {} : { initializer: run }),
    }
  }

  return {
    /** The view and its last rows, or those around the line that `anchor` names, or at `atMs`. */
    view(directory: string, filter: LogFilter, want: Want): ContractView {
      const view = viewOf(directory, filter)
      const count = Math.min(want.rows ?? windowRows, mostRows)
      const named = want.anchor === undefined ? undefined : findLine(view.set, want.anchor)
      const anchor = named ? numberOf(view, named.file, named.line) : want.atMs === undefined ? undefined : numberAtTime(view, want.atMs)
      const end = view.start + view.length
      const from = anchor === undefined ? end - count : Math.min(anchor - (count >> 1), end - count)
      return {
        ...describe(view),
        ...(anchor === undefined ? {} : { anchor: Math.min(anchor, end - 1) }),
        rows: withMarks(rowsOf(view, from, count), want.query),
      }
    },

    /** The view when it differs from what the caller knows, with the newest of the rows it does not know; undefined when nothing changed. */
    changes(directory: string, filter: LogFilter, known: KnownView, query?: LogQuery): ContractView | undefined {
      const view = viewOf(directory, filter)
      const end = view.start + view.length
      const isSame = view.epoch === known.epoch
      const renumberedFrom = isSame ? renumberedSince(view, known.revision) : undefined
      if (isSame && view.start === known.start && end === known.end && renumberedFrom === undefined) return undefined
      const from = isSame ? Math.min(known.end, renumberedFrom ?? known.end) : view.start
      const rows = rowsOf(view, Math.max(from, end - windowRows), windowRows)
      return { ...describe(view), ...(renumberedFrom === undefined ? {} : { renumberedFrom }), rows: withMarks(rows, query) }
    },

    /** Rows by number: a window, or single numbers (matches). */
    rows(directory: string, filter: LogFilter, want: Window) {
      const view = viewOf(directory, filter)
      const rows = want.numbers
        ? want.numbers.slice(0, mostRows).flatMap((number) => rowsOf(view, number, 1))
        : rowsOf(view, want.from ?? 0, Math.min(want.count ?? windowRows, mostRows))
      return { epoch: view.epoch, start: view.start, end: view.start + view.length, rows: withMarks(rows, want.query) }
    },

    /** One line, whole. Undefined when it is gone. */
    line(directory: string, id: string): LogRow | undefined {
      const { set } = setOf(directory)
      const found = findLine(set, id)
      return found && rowOf(set, found.file, found.line, 0, true)
    },

    /** The lines that continue the entry of a line, for a view that folds them. */
    entry(directory: string, id: string): LogRow[] {
      const { set } = setOf(directory)
      const found = findLine(set, id)
      const log = found && set.files[found.file]
      if (!found || !log) return []
      const count = continuations(log, found.line, mostRows)
      return Array.from({ length: count }, (_, offset) => rowOf(set, found.file, found.line + 1 + offset, 0))
    },

    /** Compiles the query at once, so that a wrong one is refused before anything is streamed. */
    search(directory: string, filter: LogFilter, query: LogQuery): { epoch: string; steps: Generator<SearchStep>; end: number } {
      const view = viewOf(directory, filter)
      compileQuery(query)
      return { epoch: view.epoch, steps: searchView(view, query), end: view.start + view.length }
    },

    /** Text of a download from a number on, about 256 KiB; `next` undefined at the end. With numbers, those lines alone. */
    text(directory: string, filter: LogFilter, from: number, numbers?: number[]): { text: string; next?: number } {
      const view = viewOf(directory, filter)
      const end = numbers ? numbers.length : view.start + view.length
      let at = numbers ? from : Math.max(from, view.start)
      let text = ''
      for (; at < end && text.length < 256 * 1024; at++) text += downloadLine(view, numbers ? (numbers[at] ?? -1) : at)
      return at < end ? { text, next: at } : { text }
    },

    /** The last lines of one instance as Azure's getLogs answers them. */
    tail(directory: string, source: LogSource, instance: string | undefined, count: number): { text: string; note?: string } {
      const view = viewOf(directory, { sources: [source], ...(instance === undefined ? {} : { instance }) })
      const lines: string[] = []
      for (let at = Math.max(0, view.length - count); at < view.length; at++) {
        const { file, line } = lineOfRef(view, view.refs[at] ?? 0)
        const log = view.set.files[file]
        if (log) lines.push(`${lineText(log, line)}\n`)
      }
      return { text: lines.join(''), note: emptyNotes(view.set)[source] }
    },

    request: (directory: string, search: RequestSearch): RequestLog =>
      requestLog(viewOf(directory, { sources: ['inference-server'], instance: search.instance }), search),

    forget,
    close(): void {
      for (const directory of [...open.keys()]) forget(directory)
    },
  }
}

export type LogService = ReturnType<typeof createLogService>

const firstMs = (index: LineIndex) => index.blocks[0]?.baseMs ?? 0

function withMarks(rows: LogRow[], query: LogQuery | undefined): LogRow[] {
  if (!query || query.text === '' || query.inverse) return rows
  const matcher = compileQuery(query)
  return rows.map((row) => {
    // Marks count characters without the colours.
    const marks = matcher.ranges(withoutColours(row.text), row.stamp ?? 0)
    return marks.length === 0 ? row : { ...row, marks }
  })
}

/** Lines per source under the view's instance and level. What a time range leaves out is counted, too: counts come from the marks. */
function countsOf(view: LogView): Record<LogSource, number> {
  const counts: Record<LogSource, number> = { build: 0, 'storage-initializer': 0, 'inference-server': 0, events: 0 }
  const { instance } = view.filter
  const anySource = openView(view.set, { ...view.filter, sources: logSources }).accepts
  for (const log of view.set.files) {
    if (instance !== undefined && log.instance !== undefined && log.instance !== instance) continue
    for (const [byte, count] of log.index.perMark.entries()) {
      if (anySource[byte] === 1) counts[logSources[byte >> mark.sourceShift] ?? 'events'] += count
    }
  }
  return counts
}
