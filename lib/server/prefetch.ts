import 'server-only'
import { type DehydratedState, dehydrate, QueryClient } from '@tanstack/react-query'
import { endpointStatuses } from '@/lib/arm/status'
import { getConnection } from '@/lib/server/connection'

/** A slow agent must not hold the first paint: the page then starts with its skeleton and reads by itself. */
const patienceMs = 1_500

/** The endpoint list for the first paint, ready for HydrationBoundary; empty when the agent does not answer. */
export async function prefetchEndpoints(): Promise<DehydratedState> {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await client.prefetchQuery({
    queryKey: ['endpoints'],
    queryFn: async () => ({ endpoints: await endpointStatuses(getConnection(), AbortSignal.timeout(patienceMs)) }),
  })
  return dehydrate(client)
}
