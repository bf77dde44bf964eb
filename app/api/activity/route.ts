import { activityPage, activityQuerySchema } from '@/lib/server/activity'
import { invalidInput } from '@/lib/server/define-action'
import { defineRoute } from '@/lib/server/define-route'

/** GET ?status=&kind=&endpoint=&q=&before= : one page of what was done, newest first. */
export const GET = defineRoute(async (request) => {
  const query = activityQuerySchema.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!query.success) throw invalidInput(query.error)
  return Response.json(await activityPage(query.data))
})
