import { historyQuerySchema } from '@/lib/contract/invoke'
import { invalidInput } from '@/lib/server/define-action'
import { defineRoute } from '@/lib/server/define-route'
import { historyOf } from '@/lib/server/invocation-history'

/** A page of earlier requests of the test panel, newest first, without bodies; filtered as the query asks. */
export const GET = defineRoute<{ endpoint: string }>(async (request, { params }) => {
  const query = historyQuerySchema.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!query.success) throw invalidInput(query.error)
  return Response.json(await historyOf(params.endpoint, query.data))
})
