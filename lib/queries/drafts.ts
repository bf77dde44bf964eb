import { queryOptions } from '@tanstack/react-query'
import type { Draft, DraftSummary, SaveDraft } from '@/lib/contract/draft'
import { ProblemError } from '@/lib/problems/problem'
import { fetchJson, problemFromBody } from '@/lib/queries/fetch-json'

const pathOf = (id: string) => `/api/drafts/${encodeURIComponent(id)}`

/** Drafts of the studio, or of one endpoint, newest first. */
export const draftsQuery = (endpoint?: string) =>
  queryOptions({
    queryKey: ['drafts', endpoint ?? ''],
    queryFn: async ({ signal }) =>
      (
        await fetchJson<{ drafts: DraftSummary[] }>(
          `/api/drafts${endpoint === undefined ? '' : `?endpoint=${encodeURIComponent(endpoint)}`}`,
          signal,
        )
      ).drafts,
    staleTime: 2_000,
  })

/** A draft with its text. Throws ProblemError `Studio.DraftNotFound`. */
export const loadDraft = (id: string): Promise<Draft> => fetchJson<Draft>(pathOf(id))

/**
 * Saves a draft over the revision it was made from. `isLeaving` lets the request outlive the page (64 KiB at most, a limit of browsers).
 * Throws ProblemError: 409 `Studio.DraftChanged` when another tab was first.
 */
export async function storeDraft(id: string, draft: SaveDraft, isLeaving = false): Promise<number> {
  const body = JSON.stringify(draft)
  const response = await fetch(pathOf(id), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body,
    keepalive: isLeaving && body.length < 60_000,
  }).catch(() => undefined)
  if (!response)
    throw new ProblemError({ code: 'Studio.Unreachable', message: 'The studio does not answer.', origin: 'studio', retryable: true }, 503)
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw new ProblemError(problemFromBody(answer, response.status), response.status)
  // Both sides are ours: writeDraft answers the revision.
  return (answer as { revision: number }).revision
}

/** Forgets a draft; an answer that never comes leaves it in the list, where it can be deleted again. */
export async function removeDraft(id: string): Promise<void> {
  await fetch(pathOf(id), { method: 'DELETE', keepalive: true }).catch(() => undefined)
}
