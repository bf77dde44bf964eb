import { queryOptions } from '@tanstack/react-query'
import type { Example } from '@/lib/contract/example'
import type { ValueSchema } from '@/lib/domain/request-schema/schema'
import { fetchJson } from '@/lib/queries/fetch-json'

/** The saved examples of an endpoint with their newest results. */
export function examplesQuery(endpoint: string) {
  return queryOptions({
    queryKey: ['examples', endpoint],
    queryFn: async ({ signal }) =>
      (await fetchJson<{ examples: Example[] }>(`/api/endpoints/${encodeURIComponent(endpoint)}/examples`, signal)).examples,
  })
}

/** What a deployment expects in a request body; both are absent when it does not say. */
export interface SignatureView {
  input?: ValueSchema
  /** A body that fits. */
  sample?: string
}

/** `revision` is the deployment's last change: another one may expect something else. */
export function signatureQuery(endpoint: string, deployment: string | undefined, revision: string) {
  return queryOptions({
    queryKey: ['signature', endpoint, deployment ?? '', revision],
    queryFn: ({ signal }) => {
      const query = deployment ? `?deployment=${encodeURIComponent(deployment)}` : ''
      return fetchJson<SignatureView>(`/api/endpoints/${encodeURIComponent(endpoint)}/signature${query}`, signal)
    },
    // A deployment that is only starting does not say yet what it expects.
    staleTime: (query) => (query.state.data?.input ? Number.POSITIVE_INFINITY : 0),
  })
}
