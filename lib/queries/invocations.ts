import { queryOptions } from '@tanstack/react-query'
import type { Invocation, InvocationSummary } from '@/lib/contract/invoke'
import { fetchJson } from '@/lib/queries/fetch-json'

const rootOf = (endpoint: string) => `/api/endpoints/${encodeURIComponent(endpoint)}/invocations`

/** Earlier requests of an endpoint, newest first. */
export function invocationsQuery(endpoint: string) {
  return queryOptions({
    queryKey: ['invocations', endpoint],
    queryFn: ({ signal }) => fetchJson<{ invocations: InvocationSummary[] }>(rootOf(endpoint), signal),
  })
}

/** One earlier request with its bodies. */
export function invocationQuery(endpoint: string, id: string) {
  return queryOptions({
    queryKey: ['invocations', endpoint, id],
    queryFn: ({ signal }) => fetchJson<Invocation>(`${rootOf(endpoint)}/${encodeURIComponent(id)}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
