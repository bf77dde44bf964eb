import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { BodyPart, HistoryPage, HistoryQuery, Invocation } from '@/lib/contract/invoke'
import { fetchJson } from '@/lib/queries/fetch-json'

const rootOf = (endpoint: string) => `/api/endpoints/${encodeURIComponent(endpoint)}/invocations`

/** The newest requests of an endpoint, newest first. */
export function invocationsQuery(endpoint: string) {
  return queryOptions({
    queryKey: ['invocations', endpoint],
    queryFn: ({ signal }) => fetchJson<HistoryPage>(rootOf(endpoint), signal),
  })
}

/** The filtered history, page by page towards older requests. */
export function historyQuery(endpoint: string, filter: Omit<HistoryQuery, 'before'>) {
  return infiniteQueryOptions({
    queryKey: ['invocations', endpoint, 'pages', filter],
    queryFn: ({ signal, pageParam }) => {
      const search = new URLSearchParams()
      for (const [name, value] of Object.entries({ ...filter, before: pageParam })) if (value) search.set(name, value)
      const query = search.toString()
      return fetchJson<HistoryPage>(`${rootOf(endpoint)}${query ? `?${query}` : ''}`, signal)
    },
    initialPageParam: '',
    getNextPageParam: ({ invocations, more }) => (more ? invocations.at(-1)?.id : undefined),
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

const bodyPath = (endpoint: string, id: string, side: 'request' | 'response') =>
  `${rootOf(endpoint)}/${encodeURIComponent(id)}/body?side=${side}`

/** The next piece of a kept body's text, from a byte on. */
export function readBodyPart(endpoint: string, id: string, side: 'request' | 'response', from: number): Promise<BodyPart> {
  return fetchJson<BodyPart>(`${bodyPath(endpoint, id, side)}&from=${from}`)
}

/** Address of the whole body as a download. */
export function bodyDownload(endpoint: string, id: string, side: 'request' | 'response'): string {
  return `${bodyPath(endpoint, id, side)}&download=1`
}

/** Address of the history as a file. */
export function historyExport(endpoint: string): string {
  return `/api/endpoints/${encodeURIComponent(endpoint)}/history-export`
}
