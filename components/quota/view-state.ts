import type { UseQueryResult } from '@tanstack/react-query'
import type { PriceFile } from '@/lib/contract/prices'
import type { QuotaReport } from '@/lib/contract/quota'

/** What every view of the page is given. */
export interface QuotaViewState {
  params: URLSearchParams
  setParams: (changes: Record<string, string | undefined>) => void
  quota: UseQueryResult<QuotaReport>
  prices: PriceFile | undefined
}

/** A number of the address between two bounds, else `fallback`. */
export function numberParam(params: URLSearchParams, name: string, fallback: number, min: number, max: number): number {
  const text = params.get(name)
  const value = Number(text)
  return text !== null && text !== '' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : fallback
}
