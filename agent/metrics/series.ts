/** From cells to the points of a chart: as many as a screen can show, each over the same stretch of time. */
import { addCell, type Cell, emptyCell, latencyPercentile } from '@/agent/metrics/cell'
import { fineKeptSeconds } from '@/agent/metrics/metrics'
import type { CellSeconds } from '@/agent/store/metric-store'
import type { MetricPoint } from '@/lib/contract/metrics'

/** Range in seconds up to which a step is used. */
const steps: readonly { upTo: number; seconds: number }[] = [
  { upTo: 2 * 3600, seconds: 60 },
  { upTo: 8 * 3600, seconds: 120 },
  { upTo: 26 * 3600, seconds: 300 },
  { upTo: 3 * 86400, seconds: 900 },
  { upTo: Number.POSITIVE_INFINITY, seconds: 1800 },
]

/** Which cells to read for a range and over how many seconds a point goes; fine ones exist for the last minutes only. */
export function resolutionOf(from: number, to: number, now: number): { cells: CellSeconds; stepSeconds: number } {
  if (to - from <= fineKeptSeconds && from >= now - fineKeptSeconds) return { cells: 10, stepSeconds: 10 }
  return { cells: 60, stepSeconds: steps.find(({ upTo }) => to - from <= upTo)?.seconds ?? 1800 }
}

/** The points of one deployment, oldest first; stretches without a cell are left out. */
export function pointsOf(cells: readonly { at: number; cell: Cell }[], stepSeconds: number): MetricPoint[] {
  const sums = new Map<number, Cell>()
  for (const { at, cell } of cells) {
    const begin = Math.floor(at / stepSeconds) * stepSeconds
    const sum = sums.get(begin) ?? emptyCell()
    addCell(sum, cell)
    sums.set(begin, sum)
  }
  return [...sums].sort(([a], [b]) => a - b).map(([at, cell]) => pointOf(at, cell))
}

function pointOf(at: number, cell: Cell): MetricPoint {
  const { requests, byCode, latency, inFlight, queued, cpuSeconds, measuredSeconds, memoryBytes } = cell
  const [p50Ms, p95Ms, p99Ms] = [0.5, 0.95, 0.99].map((share) => latencyPercentile(latency, share))
  return {
    at,
    requests,
    byCode,
    ...(p50Ms === undefined ? {} : { p50Ms, p95Ms, p99Ms }),
    ...(measuredSeconds > 0 ? { cpuPercent: (100 * cpuSeconds) / measuredSeconds } : {}),
    ...(memoryBytes > 0 ? { memoryBytes } : {}),
    inFlight,
    queued,
  }
}
