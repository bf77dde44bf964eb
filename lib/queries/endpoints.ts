import { type Query, queryOptions } from '@tanstack/react-query'
import type { DoctorReport, EndpointStatus } from '@/lib/contract/scorepoint'
import { isBusy } from '@/lib/domain/endpoint-health/endpoint-health'
import { fetchJson } from '@/lib/queries/fetch-json'

/** Body of GET /api/endpoints. */
export interface EndpointList {
  endpoints: EndpointStatus[]
}

/** Pushes come by events; this is the net under them (L6): quick while something runs or the last read failed, slow otherwise. */
function pollMs(isUrgent: boolean): number {
  return isUrgent ? 2_000 : 30_000
}

/** Every endpoint of the connection with its deployments, traffic and the last five minutes. */
export function endpointsQuery() {
  return queryOptions({
    queryKey: ['endpoints'],
    queryFn: ({ signal }) => fetchJson<EndpointList>('/api/endpoints', signal),
    refetchInterval: (query: Query<EndpointList>) =>
      pollMs(query.state.status === 'error' || (query.state.data?.endpoints.some(isBusy) ?? false)),
  })
}

/** What this computer offers and lacks. Re-checked every half minute while it is on screen. */
export function doctorQuery() {
  return queryOptions({
    queryKey: ['doctor'],
    queryFn: ({ signal }) => fetchJson<DoctorReport>('/api/doctor', signal),
    refetchInterval: 30_000,
  })
}
