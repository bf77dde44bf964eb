import { loadAbout } from '@/lib/server/about'
import { defineRoute } from '@/lib/server/define-route'

/** Versions, addresses and checks, without secrets. */
export const GET = defineRoute(async (request) => Response.json(await loadAbout(request.signal)))
