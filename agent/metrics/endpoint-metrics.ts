/** Puts the metrics of an endpoint together: series of its deployments and what happened to them. */
import type { Metrics } from '@/agent/metrics/metrics'
import { pointsOf, resolutionOf } from '@/agent/metrics/series'
import type { ControlStore } from '@/agent/store/control-store'
import type { EndpointRecord, OperationRecord } from '@/agent/store/records'
import type { EndpointMetrics, MetricMarker } from '@/lib/contract/metrics'

/** More markers than this hide the curves. */
const mostMarkers = 100

/** Of an update of the endpoint itself: its split, its mirror, or anything else. */
function updateOf({ kind, deployment, changes }: OperationRecord): MetricMarker['kind'] {
  if (kind !== 'update' || deployment !== undefined || !changes?.length) return kind
  if (changes.some(({ what }) => what === 'traffic')) return 'split'
  return changes.some(({ what }) => what === 'mirror') ? 'mirror' : 'settings'
}

/** What happened at a moment, for the charts; an update of the endpoint itself by what it was about. */
export function markerOf(operation: OperationRecord): MetricMarker {
  return {
    at: Math.floor(Date.parse(operation.startedAt) / 1000),
    kind: updateOf(operation),
    ...(operation.deployment === undefined ? {} : { deployment: operation.deployment }),
    operationId: operation.id,
    status: operation.status,
  }
}

/** Metrics of one endpoint over [from, to), Unix seconds; both are rounded to whole steps. */
export function endpointMetrics(
  store: ControlStore,
  metrics: Pick<Metrics, 'between'>,
  endpoint: EndpointRecord,
  range: { from: number; to: number },
  nowSeconds: number,
): EndpointMetrics {
  const { cells: length, stepSeconds } = resolutionOf(range.from, range.to, nowSeconds)
  const from = Math.floor(range.from / stepSeconds) * stepSeconds
  const to = Math.ceil(range.to / stepSeconds) * stepSeconds
  const byDeployment = new Map<string, ReturnType<Metrics['between']>>()
  for (const cell of metrics.between(endpoint.uid, length, from, to)) {
    const known = byDeployment.get(cell.deployment)
    if (known) known.push(cell)
    else byDeployment.set(cell.deployment, [cell])
  }
  const unrouted = pointsOf(byDeployment.get('') ?? [], stepSeconds).map(({ at, byCode }) => ({ at, byCode }))
  byDeployment.delete('')
  const names = store.resources.deploymentsOf(endpoint.endpointKey).map((one) => one.name)
  for (const name of names) if (!byDeployment.has(name.toLowerCase())) byDeployment.set(name.toLowerCase(), [])
  const series = [...byDeployment].map(([key, cells]) => ({
    deployment: names.find((name) => name.toLowerCase() === key) ?? key,
    points: pointsOf(cells, stepSeconds),
  }))
  const operations = store.operations
    .list({ endpoint: endpoint.name, limit: 500 })
    .filter(({ startedAt }) => Date.parse(startedAt) >= Date.parse(endpoint.createdAt))
    // The same definition sent again: nothing happened.
    .filter(({ kind, phases }) => kind !== 'update' || phases.length > 0)
    .map(markerOf)
  const markers = [...operations, ...crashes(store, endpoint.name, from)]
    .filter(({ at }) => at >= from && at < to)
    .sort((a, b) => b.at - a.at)
    .slice(0, mostMarkers)
    .reverse()
  return { from, to, stepSeconds, series, unrouted, markers }
}

/** Instances that ended unasked, from the events that are still kept. */
function crashes(store: ControlStore, endpoint: string, from: number): MetricMarker[] {
  return store.eventsNamed('Exited', endpoint, new Date(from * 1000).toISOString(), mostMarkers).map(({ at, deployment }) => ({
    at: Math.floor(Date.parse(at) / 1000),
    kind: 'crash',
    ...(deployment === undefined ? {} : { deployment }),
  }))
}
