import { endpointSummaries } from '@/lib/arm/status'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'

/** `{endpoints}`: every endpoint with deployments, traffic and the last five minutes; with `?name=` (repeated) these only. */
export const GET = defineRoute(async (request) => {
  const names = new URL(request.url).searchParams.getAll('name')
  const answer = await endpointSummaries(getConnection(), names.length > 0 ? names : undefined, request.signal)
  // Of a thousand endpoints these are megabytes: passed on as text, not taken apart and put together again.
  return new Response(`{"endpoints":${await answer.text()}}`, { headers: { 'content-type': 'application/json' } })
})
