import { deploymentContents } from '@/lib/arm/status'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'

/** What the deployment was made of: model files, code, environment. */
export const GET = defineRoute<{ endpoint: string; deployment: string }>(async (request, { params }) =>
  Response.json(await deploymentContents(getConnection(), params.endpoint, params.deployment, request.signal)),
)
