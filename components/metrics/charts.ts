/** What each chart of the metrics page shows, and the rows it draws: one per step, with gaps where nothing was measured. */
import type { Percentile } from '@/components/metrics/metrics-address'
import type { EndpointMetrics, MetricPoint } from '@/lib/contract/metrics'
import { deploymentColourValue } from '@/lib/domain/colours/deployment-colour'

export const chartNames = ['requests', 'latency', 'errors', 'inFlight', 'queued', 'cpu', 'memory'] as const
export type ChartName = (typeof chartNames)[number]

export interface ChartLine {
  /** Column of the rows; also the name shown. */
  key: string
  colour: string
}

export interface ChartRow {
  /** Unix seconds. */
  at: number
  /** Requests behind the values of this row, over all lines. */
  samples: number
  values: Record<string, number | undefined>
}

export interface ChartData {
  name: ChartName
  lines: ChartLine[]
  rows: ChartRow[]
  /** Nothing to draw in the whole range. */
  isEmpty: boolean
}

const codeColours: Record<string, string> = {
  '4': 'var(--color-attention-icon)',
  '5': 'var(--color-failure-icon)',
}
/** Codes of the same class are told apart by lightness. */
const codeSteps = ['100%', '75%', '55%', '40%']

function chartValue(name: ChartName, point: MetricPoint, stepSeconds: number, percentile: Percentile): number | undefined {
  switch (name) {
    case 'requests':
      return (point.requests * 60) / stepSeconds
    case 'latency':
      return { p50: point.p50Ms, p95: point.p95Ms, p99: point.p99Ms }[percentile]
    case 'cpu':
      return point.cpuPercent
    case 'memory':
      return point.memoryBytes === undefined ? undefined : point.memoryBytes / 2 ** 20
    case 'inFlight':
      return point.inFlight
    case 'queued':
      return point.queued
    case 'errors':
      return undefined
    default:
      return name satisfies never
  }
}

function emptyRows({ from, to, stepSeconds }: EndpointMetrics): Map<number, ChartRow> {
  const rows = new Map<number, ChartRow>()
  for (let at = from; at < to; at += stepSeconds) rows.set(at, { at, samples: 0, values: {} })
  return rows
}

const isError = (code: string): boolean => !code.startsWith('2') && !code.startsWith('3')

function errorChart(metrics: EndpointMetrics, shown: EndpointMetrics['series']): ChartData {
  const rows = emptyRows(metrics)
  const codes = new Set<string>()
  const count = (at: number, byCode: Record<string, number>) => {
    const row = rows.get(at)
    if (!row) return
    for (const [code, number] of Object.entries(byCode)) {
      row.samples += number
      if (!isError(code)) continue
      codes.add(code)
      row.values[code] = (row.values[code] ?? 0) + (number * 60) / metrics.stepSeconds
    }
  }
  for (const { points } of shown) for (const { at, byCode } of points) count(at, byCode)
  for (const { at, byCode } of metrics.unrouted) count(at, byCode)
  // Where requests were counted and none failed this way, that is a zero and no gap.
  for (const row of rows.values()) if (row.samples > 0) for (const code of codes) row.values[code] ??= 0
  const lines = [...codes].sort().map((key, index) => ({
    key,
    colour: `color-mix(in oklab, ${codeColours[key.charAt(0)] ?? 'var(--color-unknown-icon)'} ${codeSteps[index % codeSteps.length]}, var(--color-ink))`,
  }))
  return { name: 'errors', lines, rows: [...rows.values()], isEmpty: codes.size === 0 }
}

/** The rows and lines of one chart for the deployments that are not hidden. */
export function chartData(name: ChartName, metrics: EndpointMetrics, percentile: Percentile, hidden: ReadonlySet<string>): ChartData {
  const shown = metrics.series.filter(({ deployment }) => !hidden.has(deployment))
  if (name === 'errors') return errorChart(metrics, shown)
  const rows = emptyRows(metrics)
  let isEmpty = true
  for (const { deployment, points } of shown) {
    for (const point of points) {
      const row = rows.get(point.at)
      const value = chartValue(name, point, metrics.stepSeconds, percentile)
      if (!row || value === undefined) continue
      row.values[deployment] = value
      row.samples += point.requests
      if (value > 0) isEmpty = false
    }
  }
  const lines = shown.map(({ deployment }) => ({ key: deployment, colour: deploymentColourValue(deployment) }))
  return { name, lines, rows: [...rows.values()], isEmpty }
}

/** A value between two gaps, which a line cannot show. */
export function isAlone(rows: readonly ChartRow[], index: number, key: string): boolean {
  const isGap = (row: ChartRow | undefined) => row?.values[key] === undefined
  return !isGap(rows[index]) && isGap(rows[index - 1]) && isGap(rows[index + 1])
}

/** What is counted comes in whole numbers, also on the axis. */
export const countsWhole: ReadonlySet<ChartName> = new Set(['requests', 'errors', 'inFlight', 'queued'])

/** CSV with an ISO time per row, ready for a spreadsheet; a gap is an empty cell. */
export function chartCsv({ lines, rows }: ChartData): string {
  const quote = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const head = ['time', ...lines.map(({ key }) => key), 'requests'].map(quote).join(',')
  const body = rows.map(({ at, values, samples }) =>
    [
      new Date(at * 1000).toISOString(),
      ...lines.map(({ key }) => (values[key] === undefined ? '' : String(Number(values[key].toPrecision(6))))),
      samples,
    ].join(','),
  )
  return `${[head, ...body].join('\n')}\n`
}
