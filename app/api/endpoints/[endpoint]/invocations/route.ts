import { defineRoute } from '@/lib/server/define-route'
import { historyOf } from '@/lib/server/invocation-history'

/** Earlier requests of the test panel, newest first, without bodies. */
export const GET = defineRoute<{ endpoint: string }>(async (_request, { params }) =>
  Response.json({ invocations: await historyOf(params.endpoint) }),
)
