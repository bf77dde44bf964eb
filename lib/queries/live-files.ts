import { queryOptions } from '@tanstack/react-query'
import type { LiveFiles } from '@/lib/contract/live-file'
import { fetchJson } from '@/lib/queries/fetch-json'

/** The live files of an endpoint; read again with every change of it, as its key begins like that of the endpoint. */
export const liveFilesQuery = (endpoint: string) =>
  queryOptions({
    queryKey: ['endpoint', endpoint, 'yaml'],
    queryFn: async ({ signal }) => (await fetchJson<LiveFiles>(`/api/endpoints/${encodeURIComponent(endpoint)}/yaml`, signal)).files,
    // What remains when the stream of changes is down.
    refetchInterval: 15_000,
  })
