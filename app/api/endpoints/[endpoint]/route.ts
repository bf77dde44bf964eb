import { endpointStatus } from '@/lib/arm/status'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'

/** One endpoint with deployments, phases and observed traffic: the live read of every endpoint page. */
export const GET = defineRoute<{ endpoint: string }>(async (request, { params }) =>
  Response.json(await endpointStatus(getConnection(), params.endpoint, request.signal)),
)
