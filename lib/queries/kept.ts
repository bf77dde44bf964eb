import { queryOptions } from '@tanstack/react-query'
import type { KeepName, KeptNames } from '@/lib/contract/kept'
import { ProblemError } from '@/lib/problems/problem'
import { fetchJson, problemFromBody } from '@/lib/queries/fetch-json'

/** Favourites and hidden columns; another tab's changes come with the next look at this one. */
export const keptQuery = () =>
  queryOptions({ queryKey: ['kept'], queryFn: ({ signal }) => fetchJson<KeptNames>('/api/kept', signal), staleTime: 2_000 })

/** Takes one name in or out. Throws ProblemError. */
export async function storeKept(change: KeepName): Promise<KeptNames> {
  const response = await fetch('/api/kept', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  }).catch(() => undefined)
  if (!response)
    throw new ProblemError({ code: 'Studio.Unreachable', message: 'The studio does not answer.', origin: 'studio', retryable: true }, 503)
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw new ProblemError(problemFromBody(answer, response.status), response.status)
  return answer as KeptNames
}
