import { queryOptions } from '@tanstack/react-query'
import type { RequestLog } from '@/lib/contract/scorepoint'
import { fetchJson } from '@/lib/queries/fetch-json'

export interface LoggedRequest {
  endpoint: string
  deployment: string
  /** x-request-id of the answer. */
  requestId: string
  instance?: string
  /** Milliseconds since 1970 between which the caller waited. */
  fromMs: number
  toMs: number
}

/** What the inference server wrote while it worked on one request. Asked for once more while nothing is there: the line comes after the answer. */
export function requestLogQuery({ endpoint, deployment, requestId, instance, fromMs, toMs }: LoggedRequest) {
  const search = new URLSearchParams({
    requestId,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    ...(instance ? { instance } : {}),
  })
  const root = `/api/endpoints/${encodeURIComponent(endpoint)}/deployments/${encodeURIComponent(deployment)}`
  return queryOptions({
    queryKey: ['request-log', endpoint, deployment, requestId],
    queryFn: ({ signal }) => fetchJson<RequestLog>(`${root}/logs/request?${search}`, signal),
    staleTime: 60_000,
    retry: false,
    refetchInterval: ({ state }) => (state.data?.rows.length === 0 && state.dataUpdateCount < 4 ? 400 : false),
  })
}
