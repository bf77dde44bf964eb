import 'server-only'
import { type DehydratedState, dehydrate, QueryClient } from '@tanstack/react-query'
import { firstEndpointSummaries } from '@/lib/arm/status'
import type { EndpointList } from '@/lib/queries/endpoints'
import { getConnection } from '@/lib/server/connection'
import { keptNames } from '@/lib/server/kept'

/** A slow agent must not hold the first paint: the page then starts with its skeleton and reads by itself. */
const patienceMs = 1_500
/** Of a long list the page brings the first rows only and reads the rest by itself. */
const firstRows = 24

/** The endpoint list and what the person chose about it for the first paint, ready for HydrationBoundary; empty when the agent does not answer. */
export async function prefetchEndpoints(): Promise<DehydratedState> {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const [first, kept] = await Promise.all([
    firstEndpointSummaries(getConnection(), firstRows, AbortSignal.timeout(patienceMs)).catch(() => undefined),
    keptNames(),
  ])
  client.setQueryData(['kept'], kept)
  if (first === undefined) return dehydrate(client)
  const isLong = first.total > first.endpoints.length
  const data: EndpointList = isLong ? first : { endpoints: first.endpoints }
  // Long ago: a part of the list is read anew at once.
  client.setQueryData(['endpoints'], data, isLong ? { updatedAt: 1 } : {})
  return dehydrate(client)
}
