import { ProblemError } from '@/lib/problems/problem'
import { defineRoute } from '@/lib/server/define-route'
import { historyEntry } from '@/lib/server/invocation-history'

/** One earlier request with its bodies, for re-running it. */
export const GET = defineRoute<{ endpoint: string; invocation: string }>(async (_request, { params }) => {
  const invocation = await historyEntry(params.endpoint, params.invocation)
  if (invocation) return Response.json(invocation)
  throw new ProblemError(
    { code: 'Studio.InvocationNotFound', message: 'This request is no longer in the history.', origin: 'studio', retryable: false },
    404,
  )
})
