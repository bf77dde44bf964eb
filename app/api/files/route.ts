import { defineRoute } from '@/lib/server/define-route'
import { listFolder } from '@/lib/server/folder-listing'

/** GET ?path= : one folder of this computer, for the wizard's file browser. */
export const GET = defineRoute(async (request) => {
  const path = new URL(request.url).searchParams.get('path')
  return Response.json(await listFolder(path ?? undefined))
})
