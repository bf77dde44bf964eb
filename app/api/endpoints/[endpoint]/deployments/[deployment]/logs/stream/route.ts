import { logStream } from '@/lib/arm/status'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'
import { parseLogQuery } from '@/lib/server/log-query'
import { passEventStream } from '@/lib/server/pass-event-stream'

/** The live log; after a lost connection the browser resumes behind its Last-Event-ID. */
export const GET = defineRoute<{ endpoint: string; deployment: string }>(async (request, { params, session }) => {
  const upstream = await logStream(getConnection(), params.endpoint, params.deployment, parseLogQuery(request), {
    signal: request.signal,
    lastEventId: request.headers.get('last-event-id') ?? undefined,
  })
  return passEventStream(upstream, session.id)
})
