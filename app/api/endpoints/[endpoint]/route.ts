import { defineRoute } from '@/lib/server/define-route'
import { loadEndpointDetail } from '@/lib/server/endpoint-detail'

/** One endpoint with deployments, phases, jobs and observed traffic: the live read of every endpoint page. */
export const GET = defineRoute<{ endpoint: string }>(async (request, { params }) =>
  Response.json(await loadEndpointDetail(params.endpoint, request.signal)),
)
