/** What one deployment did and used within a stretch of time; cells add up to longer ones. */
import { latencyBoundsMs } from '@/agent/router/counters'

export interface Cell {
  requests: number
  /** Status the client saw → count. */
  byCode: Record<string, number>
  /** Number of the router's latency bucket → count. */
  latency: Record<string, number>
  /** Largest seen. */
  inFlight: number
  queued: number
  /** Processor time of all instances and the time over which it was measured, in seconds; both 0 when nobody measured. */
  cpuSeconds: number
  measuredSeconds: number
  /** Resident memory of all instances, the largest seen; 0 when nobody measured. */
  memoryBytes: number
}

export const emptyCell = (): Cell => ({
  requests: 0,
  byCode: {},
  latency: {},
  inFlight: 0,
  queued: 0,
  cpuSeconds: 0,
  measuredSeconds: 0,
  memoryBytes: 0,
})

function addCounts(target: Record<string, number>, counts: Record<string, number>): void {
  for (const [key, count] of Object.entries(counts)) target[key] = (target[key] ?? 0) + count
}

/** Adds `more` to `cell`: counts and times add up, of gauges the larger stays. */
export function addCell(cell: Cell, more: Partial<Cell>): void {
  cell.requests += more.requests ?? 0
  addCounts(cell.byCode, more.byCode ?? {})
  addCounts(cell.latency, more.latency ?? {})
  cell.inFlight = Math.max(cell.inFlight, more.inFlight ?? 0)
  cell.queued = Math.max(cell.queued, more.queued ?? 0)
  cell.cpuSeconds += more.cpuSeconds ?? 0
  cell.measuredSeconds += more.measuredSeconds ?? 0
  cell.memoryBytes = Math.max(cell.memoryBytes, more.memoryBytes ?? 0)
}

/** The router's latency counts as a cell keeps them; nothing when another version of the router uses other bounds. */
export function latencyOf({ bounds, counts }: { bounds: readonly number[]; counts: readonly number[] }): Record<string, number> {
  if (bounds.length !== latencyBoundsMs.length || bounds.some((bound, index) => bound !== latencyBoundsMs[index])) return {}
  return Object.fromEntries(counts.map((count, index) => [String(index), count] as const).filter(([, count]) => count > 0))
}

/** The latency in ms below which `share` of the requests lay, evenly spread within its bucket; undefined without requests. */
export function latencyPercentile(latency: Record<string, number>, share: number): number | undefined {
  const buckets = Object.entries(latency)
    .map(([index, count]) => [Number(index), count] as const)
    .sort(([a], [b]) => a - b)
  const total = buckets.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) return undefined
  let seen = 0
  for (const [index, count] of buckets) {
    if (seen + count >= total * share) {
      const lower = latencyBoundsMs[index - 1] ?? 0
      // What is slower than the last bound has no upper one.
      const upper = latencyBoundsMs[index] ?? lower
      return lower + ((total * share - seen) / count) * (upper - lower)
    }
    seen += count
  }
  return latencyBoundsMs.at(-1)
}
