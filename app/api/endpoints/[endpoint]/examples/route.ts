import { listExamples } from '@/lib/db/examples'
import { defineRoute } from '@/lib/server/define-route'

/** The saved examples of an endpoint with their newest results. */
export const GET = defineRoute<{ endpoint: string }>(async (_request, { params }) =>
  Response.json({ examples: await listExamples(params.endpoint) }),
)
