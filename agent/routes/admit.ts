/** Who may pass: host, origin, cookie (lib/gate), then the bearer token. First in front of every route but /health and the blobs, which check a signature of their own. */
import type { MiddlewareHandler } from 'hono'
import { refusal } from '@/agent/errors'
import type { AgentContext, AgentEnv } from '@/agent/routes/context'
import { admits } from '@/agent/sign-in/access-token'
import { judge } from '@/lib/gate/judge'
import { agentGateSettings } from '@/lib/gate/settings'

function rawHeaders(c: AgentContext): string[] {
  return c.env?.incoming?.rawHeaders ?? [...c.req.raw.headers].flat()
}

/**
 * Refuses foreign hosts (421), browser requests (403: any Origin, cross-site fetch metadata, a cookie on an unsafe method) and unknown methods (405).
 * Whether a token is missing is not decided here, so that its absence can be answered with 401.
 */
export function gate(agentPort: number): MiddlewareHandler<AgentEnv> {
  const settings = agentGateSettings(agentPort)
  return async (c, next) => {
    const url = new URL(c.req.url)
    const headers = c.req.header()
    const verdict = judge(
      {
        method: c.req.method,
        url: c.env?.incoming?.url ?? url.pathname + url.search,
        headers: { ...headers, authorization: headers.authorization?.startsWith('Bearer ') ? headers.authorization : 'Bearer absent' },
        rawHeaders: rawHeaders(c),
      },
      settings,
    )
    if (verdict.kind === 'pass') return next()
    if (verdict.kind === 'redirect') throw refusal('misdirected', 'This server answers on its own address only.')
    if (verdict.status === 405) throw refusal('methodNotAllowed', `The method ${c.req.method} is not served.`)
    if (verdict.status === 403) {
      throw refusal('crossSite', 'The agent takes no requests from web pages. Send a bearer token, no Origin and no cookie.')
    }
    throw refusal(
      'misdirected',
      `The agent answers for localhost, 127.0.0.1 and [::1] with port ${agentPort} only, not for "${verdict.seen.slice(0, 200)}".`,
    )
  }
}

/** 401 unless the request carries the agent's token, or an access token made from it; compared in constant time, never logged. */
export function requireToken(token: string): MiddlewareHandler<AgentEnv> {
  return async (c, next) => {
    if (!admits(c.req.header('authorization'), token)) {
      c.header('WWW-Authenticate', 'Bearer')
      throw refusal('unauthenticated', 'The bearer token is missing or wrong. It is in run/agent-token of the data folder.')
    }
    return next()
  }
}
