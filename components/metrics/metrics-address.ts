/** The view of the metrics page as its address tells it: `?range=6h&percentile=p99&hide=blue`, `?from=…&to=…`. */
import { longestMetricRange } from '@/lib/contract/metrics'
import type { MetricRange } from '@/lib/queries/metrics'

export const presets = { '15m': 900, '1h': 3600, '6h': 21_600, '24h': 86_400, '7d': 604_800 } as const
export type Preset = keyof typeof presets
export const presetNames = Object.keys(presets) as Preset[]
export const percentiles = ['p50', 'p95', 'p99'] as const
export type Percentile = (typeof percentiles)[number]

export interface MetricsAddress {
  preset: Preset
  /** Follows the clock; false when a stretch of time was chosen. */
  isLive: boolean
  range: MetricRange
  percentile: Percentile
  hidden: ReadonlySet<string>
}

const shortestSeconds = 30

/** Anything unknown is the default: the last hour. */
export function readMetricsAddress(params: URLSearchParams): MetricsAddress {
  const preset = presetNames.find((name) => name === params.get('range')) ?? '1h'
  const from = Number(params.get('from'))
  const to = Number(params.get('to'))
  const isFixed =
    Number.isInteger(from) && Number.isInteger(to) && from > 0 && to - from >= shortestSeconds && to - from <= longestMetricRange
  return {
    preset,
    isLive: !isFixed,
    range: isFixed ? { from, to } : { lastSeconds: presets[preset] },
    percentile: percentiles.find((name) => name === params.get('percentile')) ?? 'p95',
    hidden: new Set((params.get('hide') ?? '').split(',').filter(Boolean)),
  }
}

/** The changes of the address for a stretch dragged in a chart; too short a one is widened around its middle. */
export function zoomTo(a: number, b: number): { from: string; to: string } {
  const middle = (a + b) / 2
  const half = Math.max(Math.abs(b - a), shortestSeconds) / 2
  return { from: String(Math.floor(middle - half)), to: String(Math.ceil(middle + half)) }
}
