import type { MetricMarker } from '@/lib/contract/metrics'

/** Where a marker leads: to the deployment it is about, to the split, or to the endpoint. */
export function markerHref(endpoint: string, { deployment, kind }: MetricMarker): string {
  const root = `/endpoints/${encodeURIComponent(endpoint)}`
  if (kind === 'crash') return `${root}/logs?deployment=${encodeURIComponent(deployment ?? '')}`
  if (deployment === undefined) return kind === 'split' || kind === 'mirror' ? `${root}/traffic` : root
  return `${root}/deployments/${encodeURIComponent(deployment)}`
}

/** Apart from every other marker of the endpoint. */
export function markerKey({ at, kind, deployment = '', operationId = '' }: MetricMarker): string {
  return `${at} ${kind} ${deployment} ${operationId}`
}

const ofEndpoint = ['create', 'update', 'delete', 'regenerateKeys', 'split', 'mirror', 'settings'] as const
const ofDeployment = ['create', 'update', 'scale', 'delete', 'stop', 'start', 'restart', 'crash'] as const

/** Key of the sentence about a marker, below `metrics`. */
export function markerTextKey({ kind, deployment }: MetricMarker) {
  if (deployment === undefined) return `marker.endpoint.${ofEndpoint.find((known) => known === kind) ?? 'update'}` as const
  return `marker.deployment.${ofDeployment.find((known) => known === kind) ?? 'update'}` as const
}

/** Key of the word at a marker's line, below `metrics`. */
export function markerSignKey({ kind, deployment }: MetricMarker) {
  return `markerSign.${kind === 'create' && deployment === undefined ? 'endpoint' : kind}` as const
}
