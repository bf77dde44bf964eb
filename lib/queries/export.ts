import { queryOptions } from '@tanstack/react-query'
import type { ExportTexts } from '@/lib/domain/export/source'
import { fetchJson } from '@/lib/queries/fetch-json'

/** What an export of an endpoint is made of; read anew each time the dialog opens. */
export const exportQuery = (endpoint: string) =>
  queryOptions({
    queryKey: ['export', endpoint],
    queryFn: ({ signal }) => fetchJson<ExportTexts>(`/api/endpoints/${encodeURIComponent(endpoint)}/export`, signal),
    staleTime: 0,
    gcTime: 0,
  })
