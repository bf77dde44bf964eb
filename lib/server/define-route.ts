import 'server-only'
import { randomUUID } from 'node:crypto'
import { currentSession, type StudioSession } from './session'
import { problemOf, signInRequired } from './unexpected'

export interface RouteContext<P> {
  params: P
  session: StudioSession
  requestId: string
}

/**
 * Wraps a route handler: session first (401 without), `params` awaited, a thrown ProblemError becomes `{error: Problem}` with its status.
 * Use: `export const GET = defineRoute<{ endpoint: string }>(async (request, { params }) => Response.json(…))`.
 */
export function defineRoute<P = Record<string, never>>(
  fn: (request: Request, context: RouteContext<P>) => Promise<Response> | Response,
): (request: Request, next: { params: Promise<P> }) => Promise<Response> {
  return async (request, next) => {
    const requestId = randomUUID()
    try {
      const session = await currentSession()
      if (!session) throw signInRequired()
      const response = await fn(request, { params: await next.params, session, requestId })
      return withDefaults(response, requestId)
    } catch (error) {
      const { problem, status } = problemOf(error, requestId)
      return withDefaults(Response.json({ error: problem }, { status }), requestId)
    }
  }
}

function withDefaults(response: Response, requestId: string): Response {
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store')
  response.headers.set('x-request-id', requestId)
  return response
}
