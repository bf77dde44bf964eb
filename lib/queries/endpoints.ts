import { type Query, queryOptions } from '@tanstack/react-query'
import type { DoctorReport, EndpointStatus } from '@/lib/contract/scorepoint'
import { isBusy } from '@/lib/domain/endpoint-health/endpoint-health'
import { fetchJson } from '@/lib/queries/fetch-json'

/** Body of GET /api/endpoints. */
export interface EndpointList {
  endpoints: EndpointStatus[]
  /** How many there are, while `endpoints` holds the first of them only. */
  total?: number
}

/** From here on a read is dear and rows come by pushes alone while something runs. */
const longList = 200

/** Pushes come by events; this is the net under them (L6): quick while something runs or the last read failed, slow otherwise. */
function pollMs(isUrgent: boolean, count: number): number {
  return isUrgent ? (count > longList ? 10_000 : 2_000) : 30_000
}

/** Every endpoint of the connection with its deployments, traffic and the last five minutes. */
export function endpointsQuery() {
  return queryOptions({
    queryKey: ['endpoints'],
    queryFn: ({ signal }) => fetchJson<EndpointList>('/api/endpoints', signal),
    refetchInterval: (query: Query<EndpointList>) =>
      pollMs(
        query.state.status === 'error' || (query.state.data?.endpoints.some(isBusy) ?? false),
        query.state.data?.endpoints.length ?? 0,
      ),
  })
}

/** These endpoints as they are now; those that are gone are missing. */
export async function readEndpoints(names: Iterable<string>): Promise<EndpointStatus[]> {
  const query = new URLSearchParams()
  for (const name of names) query.append('name', name)
  return (await fetchJson<EndpointList>(`/api/endpoints?${query}`)).endpoints
}

/** The list after some of its endpoints were read anew: only their rows are other objects; gone ones leave, new ones come last. */
export function patchEndpoints(list: EndpointList, names: ReadonlySet<string>, read: readonly EndpointStatus[]): EndpointList {
  const fresh = new Map(read.map((endpoint) => [endpoint.name, endpoint]))
  const endpoints = list.endpoints.flatMap((known) => {
    if (!names.has(known.name)) return [known]
    const now = fresh.get(known.name)
    fresh.delete(known.name)
    return now ? [now] : []
  })
  return { ...list, endpoints: [...endpoints, ...fresh.values()] }
}

/** What this computer offers and lacks. Re-checked every half minute while it is on screen. */
export function doctorQuery() {
  return queryOptions({
    queryKey: ['doctor'],
    queryFn: ({ signal }) => fetchJson<DoctorReport>('/api/doctor', signal),
    refetchInterval: 30_000,
  })
}
