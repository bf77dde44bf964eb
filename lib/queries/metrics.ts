import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { EndpointMetrics } from '@/lib/contract/metrics'
import { fetchJson } from '@/lib/queries/fetch-json'

/** A stretch of time: the last seconds up to now, or from and to in Unix seconds. */
export type MetricRange = { lastSeconds: number } | { from: number; to: number }

/** Points of ten seconds are worth a look every five; of longer ones nothing new comes so soon. */
const refreshMs = (lastSeconds: number): number => (lastSeconds <= 3600 ? 5_000 : 30_000)

/** Metrics of an endpoint; a range up to now is read again and again, a fixed one once. */
export function metricsQuery(endpoint: string, range: MetricRange) {
  const isLive = 'lastSeconds' in range
  return queryOptions({
    queryKey: ['metrics', endpoint, range],
    queryFn: ({ signal }) => {
      const now = Math.ceil(Date.now() / 1000)
      const { from, to } = isLive ? { from: now - range.lastSeconds, to: now } : range
      return fetchJson<EndpointMetrics>(`/api/endpoints/${encodeURIComponent(endpoint)}/metrics?from=${from}&to=${to}`, signal)
    },
    refetchInterval: isLive ? refreshMs(range.lastSeconds) : false,
    staleTime: isLive ? 2_000 : Number.POSITIVE_INFINITY,
    // The next range is drawn over the last one instead of an empty page.
    placeholderData: keepPreviousData,
  })
}
