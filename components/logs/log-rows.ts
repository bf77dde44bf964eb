import type { LogLine, LogSource } from '@/lib/contract/scorepoint'
import { stripAnsi } from './ansi'

export type TimeStyle = 'local' | 'utc' | 'off'
export const timeStyles: readonly TimeStyle[] = ['local', 'utc', 'off']

/** What the page shows of the lines it holds; every part is in the URL. */
export interface LogFilter {
  sources: readonly LogSource[]
  /** Lines without an instance (build, events) always stay. */
  instance?: string
  query: string
  matchesOnly: boolean
  time: TimeStyle
}

export interface LogRows {
  lines: readonly LogLine[]
  /** Indexes into `lines` of rows with at least one match. */
  matches: readonly number[]
}

/** Lines that pass the filter, in order, and which of them contain the query. */
export function selectRows(lines: readonly LogLine[], filter: LogFilter): LogRows {
  const shown = lines.filter(
    (line) => filter.sources.includes(line.source) && (!filter.instance || !line.instance || line.instance === filter.instance),
  )
  if (filter.query === '') return { lines: shown, matches: [] }
  const query = filter.query.toLowerCase()
  const hits = shown.map((line) => stripAnsi(shownText(line.text, filter.time)).toLowerCase().includes(query))
  if (filter.matchesOnly) {
    const kept = shown.filter((_, index) => hits[index])
    return { lines: kept, matches: kept.map((_, index) => index) }
  }
  return { lines: shown, matches: hits.flatMap((hit, index) => (hit ? [index] : [])) }
}

/** The servers write the time into their lines too; beside the time column it would stand there twice. */
export function shownText(text: string, time: TimeStyle): string {
  return time === 'off' ? text : text.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} /, '')
}

/** Cuts a text into parts that are, and are not, the query, ignoring case. */
export function splitMatches(text: string, query: string): { text: string; match: boolean }[] {
  if (query === '') return [{ text, match: false }]
  const parts: { text: string; match: boolean }[] = []
  const lower = text.toLowerCase()
  const wanted = query.toLowerCase()
  // Where lower-casing changes the length (İ), positions would not fit: then the whole text stays unmarked.
  if (lower.length !== text.length) return [{ text, match: false }]
  let at = 0
  for (;;) {
    const found = lower.indexOf(wanted, at)
    if (found < 0) break
    if (found > at) parts.push({ text: text.slice(at, found), match: false })
    parts.push({ text: text.slice(found, found + wanted.length), match: true })
    at = found + wanted.length
  }
  if (at < text.length || parts.length === 0) parts.push({ text: text.slice(at), match: false })
  return parts
}

/** `14:02:05.118` in the chosen zone. */
export function formatLogTime(iso: string, style: TimeStyle): string {
  if (style === 'off') return ''
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return ''
  if (style === 'utc') return date.toISOString().slice(11, 23)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/**
 * Level of a line as a reader sees it: lines of a traceback carry none of their own and belong to the line before,
 * as long as source, instance and moment are the same.
 */
export function shownLevel(lines: readonly LogLine[], index: number): LogLine['level'] {
  const line = lines[index]
  for (let at = index; line && at >= 0; at--) {
    const before = lines[at]
    if (!before || before.time !== line.time || before.source !== line.source || before.instance !== line.instance) return undefined
    if (before.level) return before.level
  }
  return undefined
}

/** Text of the download: source and time in each line. */
export function downloadText(lines: readonly LogLine[]): string {
  return lines.map((line) => `${line.time} ${line.source}${line.instance ? ` ${line.instance}` : ''} ${stripAnsi(line.text)}\n`).join('')
}

/** `fraud-blue-20261121T140205Z.log`. */
export function downloadName(endpoint: string, deployment: string, at: Date): string {
  return `${endpoint}-${deployment}-${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z.log`
}

/** Which rows a list of fixed row height has to draw. `overscan` rows more on both sides keep a fast scroll filled. */
export function visibleRange(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
  overscan = 20,
): { first: number; last: number } {
  const first = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight) - overscan))
  return { first, last: Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + overscan) }
}
