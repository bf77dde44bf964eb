import { eventStream } from '@/lib/arm/status'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'
import { passEventStream } from '@/lib/server/pass-event-stream'

/** Change events of the control plane as server-sent events; resumes by Last-Event-ID, ends with the session. */
export const GET = defineRoute(async (request, { session }) => {
  const lastEventId = request.headers.get('last-event-id')
  const upstream = await eventStream(getConnection(), { signal: request.signal, ...(lastEventId ? { lastEventId } : {}) })
  return passEventStream(upstream, session.id)
})
