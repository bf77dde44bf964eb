import 'server-only'
import { type DehydratedState, dehydrate, QueryClient } from '@tanstack/react-query'
import { endpointSummaries } from '@/lib/arm/status'
import type { EndpointList } from '@/lib/queries/endpoints'
import { getConnection } from '@/lib/server/connection'

/** A slow agent must not hold the first paint: the page then starts with its skeleton and reads by itself. */
const patienceMs = 1_500
/** Of a long list the page brings the first rows only and reads the rest by itself. */
const firstRows = 60

/** The endpoint list for the first paint, ready for HydrationBoundary; empty when the agent does not answer. */
export async function prefetchEndpoints(): Promise<DehydratedState> {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const endpoints = await endpointSummaries(getConnection(), undefined, AbortSignal.timeout(patienceMs)).catch(() => undefined)
  if (endpoints === undefined) return dehydrate(client)
  const isLong = endpoints.length > firstRows
  const data: EndpointList = isLong
    ? { endpoints: endpoints.toSorted((a, b) => a.name.localeCompare(b.name)).slice(0, firstRows), total: endpoints.length }
    : { endpoints }
  // Long ago: a part of the list is read anew at once.
  client.setQueryData(['endpoints'], data, isLong ? { updatedAt: 1 } : {})
  return dehydrate(client)
}
