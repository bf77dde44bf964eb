import { logPage } from '@/lib/arm/status'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'
import { parseLogQuery } from '@/lib/server/log-query'

/** A window of merged log lines with the cursor behind its end. */
export const GET = defineRoute<{ endpoint: string; deployment: string }>(async (request, { params }) =>
  Response.json(await logPage(getConnection(), params.endpoint, params.deployment, parseLogQuery(request))),
)
