import { queryOptions } from '@tanstack/react-query'
import type { DoctorReport, EndpointStatus } from '@/lib/contract/scorepoint'
import { fetchJson } from '@/lib/queries/fetch-json'

/** Body of GET /api/endpoints. */
export interface EndpointList {
  endpoints: EndpointStatus[]
}

/** Every endpoint of the connection with its deployments, traffic and the last five minutes. */
export function endpointsQuery() {
  return queryOptions({
    queryKey: ['endpoints'],
    queryFn: ({ signal }) => fetchJson<EndpointList>('/api/endpoints', signal),
  })
}

/** One endpoint by name. */
export function endpointQuery(name: string) {
  return queryOptions({
    queryKey: ['endpoint', name],
    queryFn: ({ signal }) => fetchJson<EndpointStatus>(`/api/endpoints/${encodeURIComponent(name)}`, signal),
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
