import { defineRoute } from '@/lib/server/define-route'
import { draftSummaries } from '@/lib/server/drafts'

/** GET ?endpoint= : unfinished wizards, newest first. */
export const GET = defineRoute(async (request) => {
  const endpoint = new URL(request.url).searchParams.get('endpoint') ?? undefined
  return Response.json({ drafts: await draftSummaries(endpoint) })
})
