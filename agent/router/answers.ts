/** Every refusal of the router: status, code and words in one place, in the shape Azure's scoring front end uses. */
import type { IncomingMessage, ServerResponse } from 'node:http'

export interface Refusal {
  status: number
  code: string
  message: string
  headers?: readonly string[]
}

const bearer = ['www-authenticate', 'Bearer']
const retryAfter = ['retry-after', '1']

/** Doc page of the codes: learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints (HTTP status codes). */
export const refusals = {
  misdirected: (): Refusal => ({
    status: 421,
    code: 'MisdirectedRequest',
    message: 'This address is served as 127.0.0.1 or localhost only.',
  }),
  noSuchPath: (): Refusal => ({
    status: 404,
    code: 'NotFound',
    message: 'There is nothing here. Scoring URIs look like /api/v1/endpoint/<endpoint>/score.',
  }),
  noSuchEndpoint: (endpoint: string): Refusal => ({
    status: 404,
    code: 'EndpointNotFound',
    message: `The endpoint '${endpoint}' does not exist.`,
  }),
  badRequest: (): Refusal => ({ status: 400, code: 'BadRequest', message: 'The request has a header or path that cannot be passed on.' }),
  badMethod: (): Refusal => ({
    status: 405,
    code: 'MethodNotAllowed',
    message: 'Use POST, GET or OPTIONS.',
    headers: ['allow', 'POST, GET, OPTIONS'],
  }),
  keyMissing: (): Refusal => ({
    status: 401,
    code: 'key_auth_bad_header_missing',
    message: 'The Authorization header is missing or is not of the form: Bearer <key or token>.',
    headers: bearer,
  }),
  keyWrong: (): Refusal => ({
    status: 401,
    code: 'key_auth_access_denied',
    message: 'Access denied: the key or token is not valid for this endpoint.',
    headers: bearer,
  }),
  tokenExpired: (): Refusal => ({
    status: 401,
    code: 'token_expired',
    message: 'Access denied: the token has expired. Get a new one (POST …/token, az ml online-endpoint get-credentials).',
    headers: bearer,
  }),
  noSuchDeployment: (deployment: string): Refusal => ({
    status: 404,
    code: 'DeploymentNotFound',
    message: `The deployment '${deployment}' named by the azureml-model-deployment header does not exist.`,
  }),
  noTraffic: (): Refusal => ({
    status: 404,
    code: 'NoTrafficAssigned',
    message: 'No deployment of this endpoint receives traffic. Set traffic, or name a deployment with the azureml-model-deployment header.',
  }),
  bodyTooLarge: (limit: number): Refusal => ({
    status: 413,
    code: 'PayloadTooLarge',
    message: `The request body is larger than ${limit} bytes.`,
  }),
  tooManyPending: (limit: number): Refusal => ({
    status: 429,
    code: 'TooManyRequests',
    message: `Too many pending requests: more than ${limit} are running or waiting (2 × max_concurrent_requests_per_instance × instances).`,
    headers: retryAfter,
  }),
  waitedTooLong: (waitMs: number): Refusal => ({
    status: 429,
    code: 'TooManyRequests',
    message: `Too many pending requests: the request waited longer than max_queue_wait_ms (${waitMs} ms).`,
    headers: retryAfter,
  }),
  timedOut: (timeoutMs: number): Refusal => ({
    status: 408,
    code: 'RequestTimeout',
    message: `The model ran longer than request_timeout_ms (${timeoutMs} ms).`,
  }),
  noReadyInstance: (deployment: string): Refusal => ({
    status: 503,
    code: 'Scorepoint.NoReadyInstance',
    message: `The deployment '${deployment}' has no ready instance.`,
    headers: retryAfter,
  }),
  instanceLost: (deployment: string): Refusal => ({
    status: 502,
    code: 'Scorepoint.InstanceLost',
    message: `The instance of '${deployment}' that was running this request ended before it answered. The request was not sent again.`,
  }),
} as const

/**
 * A refusal in the words of Kubernetes endpoints: 503 instead of 429, 504 instead of 408.
 * Doc: how-to-troubleshoot-online-endpoints, "Common error codes for Kubernetes online endpoints".
 */
export function onKubernetes(refusal: Refusal): Refusal {
  if (refusal.status === 429) return { ...refusal, status: 503, code: 'ServiceUnavailable' }
  if (refusal.status === 408) return { ...refusal, status: 504, code: 'GatewayTimeout' }
  return refusal
}

const unreadLimitMs = 2000

/**
 * Writes a refusal. A body that the client is still sending is read and dropped for at most two seconds, then the connection closes:
 * closing at once would reset it and could take the answer along.
 * @param ownHeaders flat list that goes on every answer (ids, policies)
 */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal, ownHeaders: readonly string[]): void {
  const body = JSON.stringify({ error: { code: refusal.code, message: refusal.message } })
  const headers = [
    ...ownHeaders,
    ...(refusal.headers ?? []),
    'content-type',
    'application/json; charset=utf-8',
    'content-length',
    String(Buffer.byteLength(body)),
  ]
  if (request.complete || !hasBody(request)) {
    response.writeHead(refusal.status, headers)
    response.end(body)
    return
  }
  headers.push('connection', 'close')
  response.writeHead(refusal.status, headers)
  response.write(body)
  const finish = () => {
    clearTimeout(timer)
    response.end()
  }
  const timer = setTimeout(finish, unreadLimitMs)
  request.on('end', finish).on('close', finish)
  request.resume()
}

/** A request has a body when it says so (RFC 9112 §6.3). */
export function hasBody(request: IncomingMessage): boolean {
  const { headers } = request
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && headers['content-length'] !== '0')
}
