import { engineView } from '@/lib/arm/status'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'

/** The container engine of this computer as the agent finds it now. */
export const GET = defineRoute(async (request) => Response.json(await engineView(getConnection(), request.signal)))
