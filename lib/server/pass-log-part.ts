import 'server-only'
import { type LogPart, logPart } from '@/lib/arm/status'
import { parseProblem } from '@/lib/problems/parse'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'
import { parseLogQuery } from '@/lib/server/log-query'
import { passEventStream } from '@/lib/server/pass-event-stream'

interface Params {
  endpoint: string
  deployment: string
}

async function refuse(upstream: Response): Promise<never> {
  throw new ProblemError(parseProblem(await upstream.text(), upstream.status), upstream.status)
}

/** A route that hands on the agent's JSON without reading it: a window of lines is on its way at every turn of the wheel. */
export const passLogPart = (part: LogPart) =>
  defineRoute<Params>(async (request, { params }) => {
    const query = parseLogQuery(request)
    const upstream = await logPart(getConnection(), params.endpoint, params.deployment, part, query, { signal: request.signal })
    if (!upstream.ok) return refuse(upstream)
    return new Response(upstream.body, { headers: { 'content-type': 'application/json' } })
  })

/** A route that hands on server-sent events for as long as the session lasts. */
export const passLogStream = (part: 'follow' | 'search') =>
  defineRoute<Params>(async (request, { params, session }) => {
    const query = parseLogQuery(request)
    const upstream = await logPart(getConnection(), params.endpoint, params.deployment, part, query, {
      signal: request.signal,
      lastEventId: request.headers.get('last-event-id') ?? undefined,
    })
    return passEventStream(upstream, session.id)
  })

/** `fraud-blue-20261121T140205Z.log`. */
function downloadName({ endpoint, deployment }: Params, at: Date): string {
  const safe = (name: string) => name.replace(/[^\w.-]/g, '_')
  return `${safe(endpoint)}-${safe(deployment)}-${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z.log`
}

/** A route that streams the lines as a file. */
export const passLogDownload = () =>
  defineRoute<Params>(async (request, { params }) => {
    const upstream = await logPart(getConnection(), params.endpoint, params.deployment, 'download', parseLogQuery(request), {
      signal: request.signal,
    })
    if (!upstream.ok) return refuse(upstream)
    const headers = {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="${downloadName(params, new Date())}"`,
    }
    return new Response(upstream.body, { headers })
  })
