import { queryOptions } from '@tanstack/react-query'
import type { PriceReport } from '@/lib/contract/prices'
import type { QuotaReport } from '@/lib/contract/quota'
import { fetchJson } from '@/lib/queries/fetch-json'

/** Read again with every change of a deployment (lib/queries/live). */
export function quotaQuery() {
  return queryOptions({
    queryKey: ['quota'],
    queryFn: ({ signal }) => fetchJson<QuotaReport>('/api/quota', signal),
    staleTime: 5_000,
  })
}

/** Prices of VM sizes. */
export function pricesQuery() {
  return queryOptions({ queryKey: ['prices'], queryFn: ({ signal }) => fetchJson<PriceReport>('/api/prices', signal), staleTime: 60_000 })
}
