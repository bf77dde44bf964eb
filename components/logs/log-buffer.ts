import type { LogLine, LogSource } from '@/lib/contract/scorepoint'

export const logSources: readonly LogSource[] = ['inference-server', 'storage-initializer', 'build', 'events']
/** Lines one log page keeps; the rest stays on disk and comes back by "load older" or the download. */
export const maximumLines = 5000

export interface LogSnapshot {
  lines: readonly LogLine[]
  /** Lines that were held once and made room for newer ones. */
  dropped: number
  counts: Record<LogSource, number>
  instances: readonly string[]
  /** Grows with every change; equal versions mean equal snapshots. */
  version: number
}

export interface LogBuffer {
  /** Adds lines in any order; a line whose cursor is already held is ignored (a stream repeats after it reconnects). */
  add(lines: readonly LogLine[]): void
  clear(): void
  snapshot(): LogSnapshot
}

/** One time-ordered list of several sources, bounded in memory. Lines of one source keep their arrival order even when clocks jump. */
export function createLogBuffer(limit = maximumLines): LogBuffer {
  let lines: LogLine[] = []
  let held = new Set<string>()
  let dropped = 0
  let version = 0
  let current: LogSnapshot | undefined

  return {
    add(added) {
      let changed = false
      for (const line of added) {
        if (held.has(line.cursor)) continue
        held.add(line.cursor)
        insert(lines, line)
        changed = true
      }
      if (!changed) return
      if (lines.length > limit) {
        const removed = lines.splice(0, lines.length - limit)
        dropped += removed.length
        // Cursors of dropped lines stay known for a while so that a repeated tail does not bring them back out of order.
        if (held.size > limit * 4) held = new Set(lines.map((line) => line.cursor))
      }
      version++
      current = undefined
    },
    clear() {
      lines = []
      held = new Set()
      dropped = 0
      version++
      current = undefined
    },
    snapshot() {
      current ??= describe(lines, dropped, version)
      return current
    },
  }
}

function insert(lines: LogLine[], line: LogLine): void {
  let at = lines.length
  while (at > 0) {
    const before = lines[at - 1]
    if (!before || before.time <= line.time) break
    if (before.source === line.source && before.instance === line.instance) break
    at--
  }
  if (at === lines.length) lines.push(line)
  else lines.splice(at, 0, line)
}

function describe(lines: LogLine[], dropped: number, version: number): LogSnapshot {
  const counts: Record<LogSource, number> = { 'inference-server': 0, 'storage-initializer': 0, build: 0, events: 0 }
  const instances = new Set<string>()
  for (const line of lines) {
    counts[line.source]++
    if (line.instance) instances.add(line.instance)
  }
  return { lines: [...lines], dropped, counts, instances: [...instances].sort(), version }
}
