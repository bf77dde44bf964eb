import type { IncomingHttpHeaders } from 'node:http'
import type { GateSettings } from './settings'

const exact = new Set([
  'forwarded',
  'x-real-ip',
  'x-nonce',
  'content-security-policy',
  'content-security-policy-report-only',
  'next-resume',
  'x-matched-path',
  'x-now-route-matches',
  'x-original-url',
  'x-rewrite-url',
  'x-http-method-override',
])
const prefixes = ['x-forwarded-', 'x-middleware-', 'x-invoke-', 'x-vercel-', 'x-nextjs-postponed', 'x-nextjs-matched']

/**
 * Removes, in place, every header by which a client could pose as a proxy or as the framework talking to itself, and names the canonical
 * host and origin. Next compares `Origin` with `X-Forwarded-Host` or `Host` for server actions: after the gate has approved the origin, both are ours.
 * `X-Forwarded-Proto` then tells whether the browser came over https (port forwarding), for the cookie's `Secure`.
 */
export function cleanHeaders(headers: IncomingHttpHeaders, settings: GateSettings): void {
  for (const name of Object.keys(headers)) {
    if (exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix))) delete headers[name]
  }
  headers['x-forwarded-proto'] = headers.origin?.startsWith('https:') ? 'https' : 'http'
  headers.host = settings.canonical.host
  headers['x-forwarded-host'] = settings.canonical.host
  if (headers.origin !== undefined) headers.origin = settings.canonical.origin
}
