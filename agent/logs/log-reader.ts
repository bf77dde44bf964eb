/** The logs of one deployment, merged by time; a reader stands at a position in every file and only moves forward. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { refusal } from '@/agent/errors'
import { decodeCursor, encodeCursor, type FilePosition } from '@/agent/logs/cursor'
import { hasText, readLines, tailOffset } from '@/agent/logs/log-file'
import { parseLogLine } from '@/agent/logs/parse-line'
import type { LogLine, LogSource } from '@/lib/contract/scorepoint'

export interface LogFilter {
  sources?: readonly LogSource[]
  instance?: string
}
export interface LogFile {
  key: string
  path: string
  source: LogSource
  instance?: string
}

/** Read before the window of a tail, so that its first lines know the time they inherit (a traceback is rarely longer). */
const contextLines = 200
/** What one answer may take of the agent's memory and time, whatever a model prints. */
const pageBytes = 8 * 1024 ** 2
export const logSources: readonly LogSource[] = ['build', 'storage-initializer', 'inference-server', 'events']
const perInstance = /^([\w.-]+)\.(storage-initializer|inference-server)\.log$/

function toFile(directory: string, name: string): LogFile | undefined {
  const path = join(directory, name)
  if (name === 'build.log') return { key: 'build', path, source: 'build' }
  if (name === 'events.log') return { key: 'events', path, source: 'events' }
  const match = perInstance.exec(name)
  if (!match) return undefined
  const source = match[2] === 'storage-initializer' ? 'storage-initializer' : 'inference-server'
  return { key: `${match[1]}/${source === 'storage-initializer' ? 's' : 'i'}`, path, source, instance: match[1] }
}

/** Log files of a deployment in a fixed order; none when nothing was written yet. Build and events belong to every instance. */
export function listLogFiles(directory: string, filter: LogFilter): LogFile[] {
  let names: string[]
  try {
    names = readdirSync(directory)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
  return names
    .sort()
    .map((name) => toFile(directory, name))
    .filter((file) => file !== undefined)
    .filter((file) => filter.sources === undefined || filter.sources.includes(file.source))
    .filter((file) => filter.instance === undefined || file.instance === undefined || file.instance === filter.instance)
}

interface MergedLine {
  file: LogFile
  text: string
  end: number
  timeMs: number
  level?: LogLine['level']
}

/**
 * Reads one file from a position; lines without a time inherit the one before, and time never runs backwards within a file.
 * When the bytes were enough before the lines were, `until` is the time of the last line: what follows in other files must wait.
 */
function readFrom(file: LogFile, from: FilePosition, limit: number, maxBytes: number): { merged: MergedLine[]; until: number } {
  const page = readLines(file.path, from.offset, limit, maxBytes)
  const lines = page.lines.map((line) => ({ ...line, ...parseLogLine(line.text) }))
  const firstTime = lines.find((line) => line.timeMs !== undefined)?.timeMs
  let timeMs = from.timeMs || firstTime || (lines.length > 0 ? Math.trunc(statSync(file.path).mtimeMs) : 0)
  const merged = lines.map((line) => {
    timeMs = Math.max(timeMs, line.timeMs ?? 0)
    return { file, text: line.text, end: line.end, timeMs, level: line.level }
  })
  return { merged, until: page.isCut ? timeMs : Number.POSITIVE_INFINITY }
}

/** A reader over `directory`. Without `after` it starts at the beginning of every file. @throws ProblemError BadArgument on a foreign cursor. */
export function createLogReader(directory: string, filter: LogFilter, after?: string) {
  const decoded = after === undefined ? new Map<string, FilePosition>() : decodeCursor(after)
  if (!decoded) throw refusal('badArgument', 'after must be the cursor of a log line received before.', { target: 'after' })
  const positions = decoded
  const at = (file: LogFile): FilePosition => positions.get(file.key) ?? { offset: 0, timeMs: 0 }

  /** Stable by time: within a file the order stays, as its times never run backwards. */
  function merge(limit: number, maxBytes: number): MergedLine[] {
    const read = listLogFiles(directory, filter).map((file) => readFrom(file, at(file), limit, maxBytes))
    const until = Math.min(...read.map((one) => one.until))
    return read
      .flatMap((one) => one.merged)
      .filter((line) => line.timeMs <= until)
      .sort((a, b) => a.timeMs - b.timeMs)
  }

  const bytesPerFile = () => Math.ceil(pageBytes / Math.max(1, listLogFiles(directory, filter).length))

  function pass(line: MergedLine): LogLine {
    positions.set(line.file.key, { offset: line.end, timeMs: line.timeMs })
    return {
      source: line.file.source,
      ...(line.file.instance === undefined ? {} : { instance: line.file.instance }),
      time: new Date(line.timeMs).toISOString(),
      ...(line.level === undefined ? {} : { level: line.level }),
      text: line.text,
      cursor: encodeCursor(positions),
    }
  }

  return {
    /** The next lines, oldest first, at most `limit` and about 8 MiB. Empty when there is nothing new. */
    next: (limit: number): LogLine[] => merge(limit, bytesPerFile()).slice(0, limit).map(pass),

    /** Moves to the last `count` lines of all files together, fewer when they are long, and answers them. */
    tail(count: number): LogLine[] {
      const maxBytes = bytesPerFile()
      for (const file of listLogFiles(directory, filter)) {
        positions.set(file.key, { offset: tailOffset(file.path, count + contextLines, maxBytes), timeMs: 0 })
      }
      const merged = merge(count + contextLines + 1, Number.POSITIVE_INFINITY)
      const dropped = Math.max(0, merged.length - count)
      for (const line of merged.slice(0, dropped)) positions.set(line.file.key, { offset: line.end, timeMs: line.timeMs })
      return merged.slice(dropped).map(pass)
    },

    cursor: (): string => encodeCursor(positions),
  }
}

export type LogReader = ReturnType<typeof createLogReader>

const whyEmpty: Record<LogSource, string> = {
  build: 'No environment was built for this deployment yet. Nothing is written here before the first build starts.',
  'storage-initializer': 'No model or code was staged yet. This starts once the environment is ready.',
  'inference-server': 'No instance has written anything yet. The inference server writes here from its first second on.',
  events: 'Nothing has happened to this deployment yet.',
}

/** For each wanted source without a line: why, in one sentence. */
export function emptyReasons(directory: string, filter: LogFilter): Partial<Record<LogSource, string>> {
  const files = listLogFiles(directory, filter)
  const silent = (filter.sources ?? logSources).filter((source) => !files.some((file) => file.source === source && hasText(file.path)))
  return Object.fromEntries(silent.map((source) => [source, whyEmpty[source]]))
}
