/** What one log line says about itself, read from its bytes: time, level, whether it continues the line before. Pure. */
import type { LogLevel, LogSource } from '@/lib/contract/scorepoint'

export const logSources: readonly LogSource[] = ['build', 'storage-initializer', 'inference-server', 'events']
/** Index = the lowest three bits of a line's mark; 0 is "says none". */
export const levels: readonly (LogLevel | undefined)[] = [undefined, 'debug', 'info', 'warning', 'error']

/** Bits of the one byte kept per line: level (0–2), then these, then the source (6–7). */
export const mark = { stamped: 8, continues: 16, escapes: 32, sourceShift: 6 } as const
export const levelOf = (byte: number): LogLevel | undefined => levels[byte & 7]
export const sourceOf = (byte: number): LogSource => logSources[byte >> mark.sourceShift] ?? 'events'

/** Bytes of `2026-01-02 03:04:05,678 `, which the time column repeats. */
export const stampBytes = 24

const debug = 1
const info = 2
const warning = 3
const error = 4
const byLetter = new Uint8Array(128)
for (const [letter, level] of Object.entries({ D: debug, I: info, W: warning, E: error, C: error, F: error }))
  byLetter[letter.charCodeAt(0)] = level
const byWord: Record<string, number> = {
  TRACE: debug,
  DEBUG: debug,
  INFO: info,
  INFORMATION: info,
  WARN: warning,
  WARNING: warning,
  ERR: error,
  ERROR: error,
  CRITICAL: error,
  FATAL: error,
  EXCEPTION: error,
}
const headBytes = 160
const jsonBytes = 2000
const capitalWord = /(?:^|[\s[|(-])(DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)(?=[\s\]:|),-]|$)/
/** uv, pip, cargo: `error: …`, `warning[x]: …`; Python's warnings module: `a.py:3: UserWarning: …`. */
const toolWord = /^(error|warning)(?=[:[])|:\d+: \w*(Warning): /i
const jsonLevel = /"(?:level|levelname|severity|log_level|lvl)"\s*:\s*"?(\w+)/i
const jsonTime = /"(?:time|timestamp|ts|@timestamp|asctime)"\s*:\s*(?:"([^"]{10,40})"|(\d{10,13}(?:\.\d+)?))/i
/** gunicorn's own: `[2026-01-02 03:04:05 +0000] [7] [INFO] …`. */
const gunicornLine = /^\[(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)\](?: \[\d+\])?(?: \[([A-Z]+)\])?/
/** ISO 8601 with a zone; without one nobody knows which time it is. */
const isoLine = /^\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d))/
const tracebackStart = /^\s*(?:Traceback \(most recent call last\):|\+ Exception Group Traceback)/
const tracebackGlue = /^(?:During handling of the above exception|The above exception was the direct cause|\s*$|\s+\S)/

/** What a file's reader carries from line to line. */
export interface FormatState {
  /** Milliseconds since 1970 of the line before; 0 = none yet. Never runs backwards. */
  timeMs: number
  /** Level of the entry that later lines may continue. */
  level: number
  /** Whether there is a line to continue, and whether that is a stamped one (its message may have more lines). */
  entry: 'none' | 'plain' | 'stamped' | 'traceback' | 'raised'
  /** The day parsed last, as its digits and as milliseconds. */
  day: number
  dayMs: number
}
export const freshState = (): FormatState => ({ timeMs: 0, level: 0, entry: 'none', day: 0, dayMs: 0 })

/** The number of `count` digits at `at`, or -1. */
function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let index = at; index < at + count; index++) {
    const digit = (bytes[index] ?? 0) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

/** azureml-inference-server-http and our own writers: `2026-01-02 03:04:05,678 I `, UTC. Milliseconds, or -1. */
function serverStamp(bytes: Uint8Array, start: number, end: number, state: FormatState): number {
  if (end - start < stampBytes || bytes[start + 4] !== 45 || bytes[start + 10] !== 32 || bytes[start + 13] !== 58) return -1
  const separator = bytes[start + 19]
  if ((separator !== 44 && separator !== 46) || bytes[start + 23] !== 32) return -1
  const year = digits(bytes, start, 4)
  const month = digits(bytes, start + 5, 2)
  const day = digits(bytes, start + 8, 2)
  const hour = digits(bytes, start + 11, 2)
  const minute = digits(bytes, start + 14, 2)
  const second = digits(bytes, start + 17, 2)
  const milli = digits(bytes, start + 20, 3)
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || minute < 0 || second < 0 || milli < 0) return -1
  const packed = year * 10_000 + month * 100 + day
  if (packed !== state.day) {
    state.day = packed
    state.dayMs = Date.UTC(year, month - 1, day)
  }
  return state.dayMs + hour * 3_600_000 + minute * 60_000 + second * 1000 + milli
}

const textOf = (bytes: Buffer, start: number, end: number, limit: number) => bytes.toString('latin1', start, Math.min(end, start + limit))

function jsonFacts(text: string): { level: number; timeMs: number } {
  const named = jsonLevel.exec(text)?.[1]?.toUpperCase()
  const moment = jsonTime.exec(text)
  const number = Number(moment?.[2] ?? Number.NaN)
  const timeMs = moment?.[1] ? Date.parse(moment[1]) : number < 1e11 ? number * 1000 : number
  const zoned = moment?.[2] !== undefined || /(?:Z|[+-]\d\d:?\d\d)$/.test(moment?.[1] ?? '')
  // Python's numbers: 10 debug … 50 critical.
  const level = named === undefined ? 0 : (byWord[named] ?? Math.min(error, Math.floor(Number(named) / 10) || 0))
  return { level, timeMs: zoned && Number.isFinite(timeMs) ? Math.trunc(timeMs) : -1 }
}

/** Level a message names itself, 0 for none. */
function messageLevel(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] === 0x7b) return jsonFacts(textOf(bytes, start, end, jsonBytes)).level
  const text = textOf(bytes, start, end, headBytes)
  return byWord[(capitalWord.exec(text)?.[1] ?? toolWord.exec(text)?.[1] ?? toolWord.exec(text)?.[2] ?? '').toUpperCase()] ?? 0
}

/** Where the message begins behind `I [123] logger - `; `start` when it does not look so. */
function messageStart(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < Math.min(end - 2, start + 100); at++) {
    if (bytes[at] === 45 && bytes[at + 1] === 32 && bytes[at - 1] === 32) return at + 2
  }
  return start
}

/** Lower-case letters begin no level word, and a look at each message would cost more than the rest. */
function mayNameLevel(byte: number): boolean {
  return byte === 0x7b || byte === 0x5b || (byte >= 65 && byte <= 90 && 'DIWECF'.includes(String.fromCharCode(byte)))
}

/** Exact marks of a stamped line; the letter counts, unless what was printed as information names a level itself. */
function stampedMark(bytes: Buffer, start: number, end: number, state: FormatState): number {
  let level = byLetter[bytes[start + stampBytes] ?? 0] ?? 0
  const message = messageStart(bytes, start + stampBytes, end)
  const first = bytes[message] ?? 0
  if (level === info && mayNameLevel(first)) level = Math.max(level, messageLevel(bytes, message, Math.min(end, message + headBytes)))
  // `Encountered Exception: Traceback (most recent call last):` is how the server begins one.
  state.entry = bytes[end - 1] === 58 && textOf(bytes, message, end, 400).includes('Traceback (most') ? 'traceback' : 'stamped'
  state.level = level
  return level | mark.stamped
}

/** Marks of a line without the server's stamp. Whether it continues an entry depends on what came before. */
function plainMark(bytes: Buffer, start: number, end: number, state: FormatState, isLoose: boolean): number {
  const text = textOf(bytes, start, end, headBytes)
  const gunicorn = gunicornLine.exec(text)
  const moment = gunicorn ? `${gunicorn[1]}T${gunicorn[2]}${gunicorn[3]}:${gunicorn[4]}` : isoLine.exec(text)?.[1]?.replace(',', '.')
  if (moment !== undefined) {
    const timeMs = Date.parse(moment)
    if (!Number.isNaN(timeMs)) state.timeMs = Math.max(state.timeMs, timeMs)
    state.entry = 'stamped'
    state.level = (gunicorn ? byWord[gunicorn[5] ?? ''] : messageLevel(bytes, start, end)) ?? 0
    return state.level
  }
  if (tracebackStart.test(text)) {
    const begins = state.entry !== 'traceback' && state.entry !== 'raised' && (state.entry !== 'stamped' || isLoose)
    if (begins) state.level = error
    state.entry = 'traceback'
    return begins ? error : state.level | mark.continues
  }
  if (state.entry === 'traceback') {
    if (!/^\s/.test(text) && text !== '') state.entry = 'raised'
    return state.level | mark.continues
  }
  if (text.startsWith('{')) {
    const facts = jsonFacts(textOf(bytes, start, end, jsonBytes))
    if (facts.level > 0 || facts.timeMs > 0) {
      if (facts.timeMs > state.timeMs) state.timeMs = facts.timeMs
      state.entry = 'plain'
      state.level = facts.level
      return facts.level
    }
  }
  // Behind a traceback the server writes nothing without a stamp but the rest of the message; tools write whatever comes next.
  if (state.entry === 'raised' && (!isLoose || tracebackGlue.test(text))) return state.level | mark.continues
  if (state.entry !== 'none' && !isLoose && /^\s+\S/.test(text)) return state.level | mark.continues
  state.entry = 'plain'
  state.level = messageLevel(bytes, start, end)
  return state.level
}

/**
 * The mark of the line `[start, end)` of `bytes`, without escapes and source; `state` then holds its time.
 * `isLoose` is for logs of tools (build), whose lines without a stamp are lines of their own.
 */
export function readMark(bytes: Buffer, start: number, end: number, state: FormatState, isLoose: boolean): number {
  const stamp = serverStamp(bytes, start, end, state)
  if (stamp < 0 || (byLetter[bytes[start + stampBytes] ?? 0] ?? 0) === 0) return plainMark(bytes, start, end, state, isLoose)
  if (stamp > state.timeMs) state.timeMs = stamp
  return stampedMark(bytes, start, end, state)
}
