/** The decision made before any framework code sees a request (docs/security.md). Pure: headers in, verdict out. */
import type { IncomingHttpHeaders } from 'node:http'
import type { GateSettings } from './settings'

export interface GateRequest {
  method: string
  /** The request target as sent. */
  url: string
  headers: IncomingHttpHeaders
  /** As sent, name and value alternating; tells a doubled Host or Origin from a single one. */
  rawHeaders: readonly string[]
}

export type Verdict =
  | { kind: 'pass' }
  | { kind: 'redirect'; location: string }
  /** `seen` is what the request claimed; text from outside, escape it. `hop`: a top-level link from elsewhere, which the person may follow once more from here. */
  | { kind: 'refuse'; status: 400 | 403 | 405 | 421; code: RefusalCode; seen: string; hop?: boolean }

export type RefusalCode =
  | 'Studio.BadRequestTarget'
  | 'Studio.UnknownHost'
  | 'Studio.UnknownOrigin'
  | 'Studio.OriginRequired'
  | 'Studio.CrossSite'
  | 'Studio.MethodNotAllowed'

/** Host first, then target, method, Origin, Sec-Fetch-Site. Anything not allowed is refused. */
export function judge(request: GateRequest, settings: GateSettings): Verdict {
  const { headers, method, url } = request
  const host = (headers.host ?? '').toLowerCase()
  const reads = method === 'GET' || method === 'HEAD'
  if (count(request.rawHeaders, 'host') !== 1) return { kind: 'refuse', status: 400, code: 'Studio.UnknownHost', seen: host }
  if (settings.redirectHosts.has(host) && reads && isPlainTarget(url))
    return { kind: 'redirect', location: settings.canonical.origin + url }
  if (!settings.hosts.has(host)) return { kind: 'refuse', status: 421, code: 'Studio.UnknownHost', seen: host }
  if (!isPlainTarget(url)) return { kind: 'refuse', status: 400, code: 'Studio.BadRequestTarget', seen: url.slice(0, 200) }
  if (!settings.methods.has(method)) return { kind: 'refuse', status: 405, code: 'Studio.MethodNotAllowed', seen: method }

  const origin = headers.origin
  if (count(request.rawHeaders, 'origin') > 1) return { kind: 'refuse', status: 403, code: 'Studio.UnknownOrigin', seen: origin ?? '' }
  if (origin !== undefined && !settings.origins.has(origin))
    return { kind: 'refuse', status: 403, code: 'Studio.UnknownOrigin', seen: origin }

  const bearerOnly = settings.acceptsBearer && /^bearer /i.test(headers.authorization ?? '') && headers.cookie === undefined
  const needsOrigin = !reads || headers.upgrade !== undefined
  if (needsOrigin && origin === undefined && !bearerOnly) return { kind: 'refuse', status: 403, code: 'Studio.OriginRequired', seen: '' }

  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && !(site === 'none' && !needsOrigin)) {
    const hop = reads && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
    return { kind: 'refuse', status: 403, code: 'Studio.CrossSite', seen: String(site), ...(hop ? { hop } : {}) }
  }
  return { kind: 'pass' }
}

/** Origin-form only: no absolute form, no `//host`, no backslash, nothing a framework may normalise into another host. */
function isPlainTarget(url: string): boolean {
  return url.startsWith('/') && !url.startsWith('//') && !/[\\\s]/.test(url)
}

function count(rawHeaders: readonly string[], name: string): number {
  return rawHeaders.filter((entry, index) => index % 2 === 0 && entry.toLowerCase() === name).length
}
