import { quotaReport } from '@/lib/arm/quota'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'

/** The simulated quota of this computer and who holds which cores. */
export const GET = defineRoute(async (request) => Response.json(await quotaReport(getConnection(), request.signal)))
