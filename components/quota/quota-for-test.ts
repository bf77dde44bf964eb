import type { QuotaReport } from '@/lib/contract/quota'

/** What the studio answers about quota and prices in tests that are about something else: none simulated, none known. */
export function quotaAnswer(path: string, report: Partial<QuotaReport> = {}): Response | undefined {
  if (path === '/api/prices') return Response.json({ path: '/home/prices.json', address: 'https://prices.example' })
  if (path !== '/api/quota') return undefined
  const answer: QuotaReport = {
    settings: { enabled: false, total: 24, families: {} },
    holders: [],
    computer: { cores: 2, memoryBytes: 8 * 1024 ** 3 },
    ...report,
  }
  return Response.json(answer)
}
