import { endpointStatuses } from '@/lib/arm/status'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'

/** `{endpoints}`: every endpoint with deployments, traffic and the last five minutes. */
export const GET = defineRoute(async (request) => Response.json({ endpoints: await endpointStatuses(getConnection(), request.signal) }))
