import { listInvocations } from '@/lib/db/invocations'
import { defineRoute } from '@/lib/server/define-route'

/** Earlier requests of the test panel, newest first, without bodies. */
export const GET = defineRoute<{ endpoint: string }>(async (_request, { params }) =>
  Response.json({ invocations: await listInvocations(params.endpoint) }),
)
