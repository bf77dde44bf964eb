import type { MetricMarker } from '@/lib/contract/metrics'

/** Where a marker leads: to the deployment it is about, or to the split. */
export function markerHref(endpoint: string, { deployment, kind }: MetricMarker): string {
  const root = `/endpoints/${encodeURIComponent(endpoint)}`
  if (kind === 'crash') return `${root}/logs?deployment=${encodeURIComponent(deployment ?? '')}`
  return deployment === undefined ? `${root}/traffic` : `${root}/deployments/${encodeURIComponent(deployment)}`
}

/** Apart from every other marker of the endpoint. */
export function markerKey({ at, kind, deployment = '', operationId = '' }: MetricMarker): string {
  return `${at} ${kind} ${deployment} ${operationId}`
}
