import { defineRoute } from '@/lib/server/define-route'
import { loadStorage } from '@/lib/server/storage'

/** What the data folder holds, measured now. */
export const GET = defineRoute(async (request) => Response.json(await loadStorage(request.signal)))
