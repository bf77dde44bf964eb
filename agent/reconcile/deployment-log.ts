/** The log folder of a deployment: build.log, events.log, `<instance>.storage-initializer.log`, `<instance>.inference-server.log`. */
import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { LogWriter } from '@/agent/runtimes/runtime'
import type { LogSource } from '@/lib/contract/scorepoint'
import type { HomeLayout } from '@/lib/domain/home-layout'

/** The newest logs are kept: at most this many, and beyond the first few only as long as all together stay below a limit. */
const keptInstanceLogs = { most: 60, least: 4, bytes: 1024 ** 3 }

export function endpointLogDirectory(layout: HomeLayout, endpoint: string): string {
  return join(layout.logs, 'endpoints', endpoint.toLowerCase())
}

export function deploymentLogDirectory(layout: HomeLayout, endpoint: string, deployment: string): string {
  return join(endpointLogDirectory(layout, endpoint), deployment.toLowerCase())
}

/** `YYYY-MM-DD HH:MM:SS,mmm` in UTC, as Python's logging writes it. */
export function logTime(date: Date): string {
  return date.toISOString().replace('T', ' ').replace('.', ',').slice(0, 23)
}

export function logFileName(source: LogSource, instance?: string): string {
  return instance === undefined ? `${source}.log` : `${instance}.${source}.log`
}

/**
 * A writer that appends whole lines. `onLine` gets each line's text as it is written.
 * A full disk must not fail a deployment twice, so a line that cannot be written is dropped after telling `onLine`.
 */
export function openLog(
  directory: string,
  source: LogSource,
  options: { instance?: string; onLine?: (text: string) => void } = {},
): LogWriter {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const file = join(directory, logFileName(source, options.instance))
  function append(line: string, text: string): void {
    options.onLine?.(text)
    try {
      appendFileSync(file, `${line}\n`, { mode: 0o600 })
    } catch (error) {
      options.onLine?.(`log line not written: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  function write(level: 'I' | 'W' | 'E', message: string): void {
    for (const line of message.split('\n')) append(`${logTime(new Date())} ${level} [scorepoint] ${line}`, line)
  }
  return {
    source,
    info: (message) => write('I', message),
    warning: (message) => write('W', message),
    error: (message) => write('E', message),
    raw: (line) => append(line, line),
  }
}

/** Keeps the logs of the newest instances only; build.log and events.log stay. */
export function pruneInstanceLogs(directory: string): void {
  let names: string[]
  try {
    names = readdirSync(directory)
  } catch {
    return // no folder, no logs
  }
  const byInstance = new Map<string, { files: string[]; newest: number; bytes: number }>()
  for (const name of names) {
    const match = /^(.+)\.(storage-initializer|inference-server)\.log(?:\.(?:\d+(?:\.partial)?|index))?$/.exec(name)
    if (!match?.[1]) continue
    const entry = byInstance.get(match[1]) ?? { files: [], newest: 0, bytes: 0 }
    entry.files.push(name)
    const stat = statSync(join(directory, name), { throwIfNoEntry: false })
    entry.newest = Math.max(entry.newest, stat?.mtimeMs ?? 0)
    entry.bytes += stat?.size ?? 0
    byInstance.set(match[1], entry)
  }
  const { most, least, bytes: limit } = keptInstanceLogs
  let total = 0
  const old = [...byInstance.values()]
    .toSorted((a, b) => b.newest - a.newest)
    .filter(({ bytes }, position) => {
      total += bytes
      return position >= most || (position >= least && total > limit)
    })
  for (const { files } of old) for (const name of files) rmSync(join(directory, name), { force: true })
}
