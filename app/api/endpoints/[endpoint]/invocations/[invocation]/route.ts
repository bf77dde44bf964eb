import { defineRoute } from '@/lib/server/define-route'
import { historyEntry } from '@/lib/server/invocation-history'

/** One earlier request with its bodies as far as the row keeps them, for looking at it and re-running it. */
export const GET = defineRoute<{ endpoint: string; invocation: string }>(async (_request, { params }) =>
  Response.json(await historyEntry(params.endpoint, params.invocation)),
)
