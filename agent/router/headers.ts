/** Which headers cross the router, in each direction. Node gives and takes them as flat lists: name, value, name, value, … */

/** RFC 9110 §7.6.1, and what belongs to one connection only. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** Credentials and cookies are the caller's, not the model's; forwarding headers are never believed; ids are the router's own. */
const notForWorker = new Set([
  ...hopByHop,
  'authorization',
  'cookie',
  'expect',
  'host',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
  'x-request-id',
  'x-ms-client-request-id',
  'azureml-model-deployment',
  'x-scorepoint-mirrored',
])

/**
 * A page served by a worker must neither set cookies for this computer's other ports nor grant other pages the right to read answers;
 * the policies are the router's.
 */
const notForClient = new Set([
  ...hopByHop,
  'set-cookie',
  'set-cookie2',
  'clear-site-data',
  'content-security-policy',
  'content-security-policy-report-only',
  'x-content-type-options',
  'x-request-id',
  'x-ms-client-request-id',
  'azureml-model-deployment',
  'x-scorepoint-instance',
  'x-scorepoint-container',
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-expose-headers',
  'access-control-max-age',
])

/** Names in `Connection: a, b` belong to that connection too. */
function nominated(connection: string | undefined): string[] {
  if (connection === undefined) return []
  const lower = connection.toLowerCase()
  if (lower === 'keep-alive' || lower === 'close') return []
  return lower.split(',').map((token) => token.trim())
}

export interface RequestIds {
  /** A new GUID, whatever the client sent. */
  requestId: string
  /** The client's own id, reduced to [A-Za-z0-9_-] and 40 characters. */
  clientRequestId: string | undefined
}

/** The client's trace id as it may be logged and echoed; undefined when nothing of it is left. */
export function sanitizeClientRequestId(value: string | string[] | undefined): string | undefined {
  if (typeof value !== 'string') return undefined
  const clean = value.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 40)
  return clean === '' ? undefined : clean
}

/** Headers for the worker, from the request's raw headers. */
export function headersForWorker(raw: readonly string[], connection: string | undefined, ids: RequestIds): string[] {
  const dropped = nominated(connection)
  const headers: string[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? ''
    const lower = name.toLowerCase()
    if (notForWorker.has(lower) || (dropped.length > 0 && dropped.includes(lower))) continue
    headers.push(name, raw[index + 1] ?? '')
  }
  headers.push('x-request-id', ids.requestId)
  if (ids.clientRequestId !== undefined) headers.push('x-ms-client-request-id', ids.clientRequestId)
  return headers
}

/** Marks a copy, so that a model that writes anywhere can leave it. Azure sends none; the name says whose it is. */
export const mirroredHeader = 'x-scorepoint-mirrored'

/** Headers of a copy: as the live one's, without credential, with the mark, and with an id that tells both requests apart in the logs. */
export function headersForMirrored(raw: readonly string[], connection: string | undefined, ids: RequestIds): string[] {
  const headers = headersForWorker(raw, connection, { ...ids, requestId: `${ids.requestId}-mirrored` })
  headers.push(mirroredHeader, 'true')
  return headers
}

/** What the router itself says on every answer of a deployment. */
export function ownHeaders(ids: RequestIds, deployment: string | undefined): string[] {
  const headers = ['x-request-id', ids.requestId, 'content-security-policy', 'sandbox', 'x-content-type-options', 'nosniff']
  if (ids.clientRequestId !== undefined) headers.push('x-ms-client-request-id', ids.clientRequestId)
  if (deployment !== undefined) headers.push('azureml-model-deployment', deployment)
  return headers
}

/** Names the instance that had the request. Azure has no such header; the name says whose it is. */
export const instanceHeader = 'x-scorepoint-instance'
/** Hostname of the container that had the request, as `docker inspect` says it; absent for processes. */
export const containerHeader = 'x-scorepoint-container'

/**
 * W3C Server-Timing: milliseconds a request waited for a slot, was with the worker until its head came, and spent in the router otherwise.
 * Hundredths are enough and keep the text short.
 */
export function serverTiming(queueMs: number, workerMs: number, routerMs: number): string {
  return `queue;dur=${hundredths(queueMs)}, worker;dur=${hundredths(workerMs)}, router;dur=${hundredths(routerMs)}`
}

function hundredths(ms: number): number {
  return ms <= 0 ? 0 : Math.round(ms * 100) / 100
}

/** A worker's reason phrase as far as a status line and a header can carry it: printable ASCII, at most 200 characters. */
export function printableReason(reason: string): string {
  return /^[ -~]{0,200}$/.test(reason) ? reason : reason.replace(/[^ -~]/g, '').slice(0, 200)
}

export interface WorkerHeaders {
  /** Flat list for the client, without the router's own. */
  headers: string[]
  /** Bytes; undefined when the worker did not say. */
  contentLength: number | undefined
}

/** Headers of a worker's answer as they go to the client. */
export function headersForClient(raw: readonly Buffer[]): WorkerHeaders {
  const headers: string[] = []
  let contentLength: number | undefined
  let dropped: string[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index]?.toString('latin1') ?? ''
    const lower = name.toLowerCase()
    if (lower === 'connection') dropped = nominated(raw[index + 1]?.toString('latin1'))
    if (notForClient.has(lower)) continue
    const value = raw[index + 1]?.toString('latin1') ?? ''
    if (lower === 'content-length') contentLength = Number(value)
    headers.push(name, value)
  }
  if (dropped.length === 0) return { headers, contentLength }
  return { headers: withoutNames(headers, dropped), contentLength }
}

function withoutNames(headers: readonly string[], names: readonly string[]): string[] {
  return headers.filter((_, index) => !names.includes((headers[index - (index % 2)] ?? '').toLowerCase()))
}
