import { eventStream } from '@/lib/arm/status'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'
import { passEventStream } from '@/lib/server/pass-event-stream'
import { withStudioEvents } from '@/lib/server/studio-events'

/** Change events of the control plane, and the studio's own, as server-sent events; resumes by Last-Event-ID, ends with the session. */
export const GET = defineRoute(async (request, { session }) => {
  const lastEventId = request.headers.get('last-event-id')
  const upstream = await eventStream(getConnection(), { signal: request.signal, ...(lastEventId ? { lastEventId } : {}) })
  return passEventStream(upstream.ok ? withStudioEvents(upstream) : upstream, session.id)
})
