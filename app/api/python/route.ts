import { pythonReport } from '@/lib/arm/storage'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'

/** Pythons of this computer and what is settled about them. */
export const GET = defineRoute(async (request) => Response.json(await pythonReport(getConnection(), request.signal)))
