import type { PriceReport } from '@/lib/contract/prices'
import type { QuotaSettings } from '@/lib/contract/quota'
import type { Result } from '@/lib/problems/problem'

/** Everything the page can change. Server actions, handed down from it. */
export interface QuotaActions {
  saveQuota(input: QuotaSettings): Promise<Result<QuotaSettings>>
  savePrices(input: { text: string }): Promise<Result<PriceReport>>
  fetchPrices(input: { region: string; currency: string }): Promise<Result<PriceReport>>
  removePrices(input: Record<string, never>): Promise<Result<PriceReport>>
}
