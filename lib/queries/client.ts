import { QueryClient } from '@tanstack/react-query'
import { ProblemError } from '@/lib/problems/problem'

/** One per tab. Pushes invalidate (lib/queries/live.ts), so data counts as fresh for a while; what is on screen stays on errors. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && (!(error instanceof ProblemError) || error.problem.retryable),
        retryDelay: 500,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
}
