/** The metrics of an endpoint as charts need them: GET /_scorepoint/endpoints/<endpoint>/metrics. */
import type { EndpointChange, OperationKind } from '@/lib/contract/scorepoint'

/** One stretch of time of one deployment. What was not measured is absent: a gap, no zero. */
export interface MetricPoint {
  /** Its beginning, Unix seconds. */
  at: number
  requests: number
  /** Status the client saw → count. */
  byCode: Record<string, number>
  p50Ms?: number
  p95Ms?: number
  p99Ms?: number
  /** Of one core, all instances together. */
  cpuPercent?: number
  memoryBytes?: number
  /** Largest seen. */
  inFlight: number
  queued: number
}

export interface MetricSeries {
  /** As the deployment is written; lower case when it is gone. */
  deployment: string
  points: MetricPoint[]
}

/** Something that happened and may explain a change of the curves. */
export interface MetricMarker {
  /** Unix seconds. */
  at: number
  /** An endpoint's update is called by what it changed, where that is known. */
  kind: OperationKind | EndpointChange | 'crash'
  /** Absent: it happened to the endpoint. */
  deployment?: string
  operationId?: string
  status?: 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled'
}

export interface EndpointMetrics {
  /** Unix seconds, multiples of `stepSeconds`. */
  from: number
  to: number
  stepSeconds: number
  series: MetricSeries[]
  /** Requests that reached no deployment (401, 404), by status. */
  unrouted: { at: number; byCode: Record<string, number> }[]
  markers: MetricMarker[]
}

/** Longest range that is kept, in seconds. */
export const longestMetricRange = 7 * 24 * 60 * 60
