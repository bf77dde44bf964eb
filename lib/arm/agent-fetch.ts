import 'server-only'
import { Readable } from 'node:stream'
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpMethods,
  isRestError,
  type Pipeline,
  proxyPolicyName,
  redirectPolicyName,
} from '@azure/core-rest-pipeline'
import type { Connection } from '@/lib/arm/connection'
import { parseProblem } from '@/lib/problems/parse'
import { ProblemError } from '@/lib/problems/problem'

const httpClient = createDefaultHttpClient()
/** One pipeline per (address, credential, certificate); a restarted agent with new ones gets a new pipeline. */
const pipelines = new Map<string, Pipeline>()

function pipelineFor(connection: Connection): Pipeline {
  const key = `${connection.agentUrl}\n${connection.token}\n${connection.caPem}`
  const known = pipelines.get(key)
  if (known) return known
  // Writes are repeated by their journal with the same client request id, never blindly by the transport.
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 0 }, tlsOptions: { ca: connection.caPem } })
  // Loopback must not go through the user's proxy, and a credential never follows a redirect.
  pipeline.removePolicy({ name: proxyPolicyName })
  pipeline.removePolicy({ name: redirectPolicyName })
  pipeline.addPolicy(
    bearerTokenAuthenticationPolicy({
      credential: { getToken: async () => ({ token: connection.token, expiresOnTimestamp: Date.now() + 3_600_000 }) },
      scopes: [`${connection.agentUrl}/.default`],
    }),
  )
  pipelines.clear()
  pipelines.set(key, pipeline)
  return pipeline
}

export interface AgentRequest {
  method?: HttpMethods
  headers?: Record<string, string>
  /** Text, bytes or a stream factory (uploads). */
  body?: string | Uint8Array | NodeJS.ReadableStream
  signal?: AbortSignal
  /** 0 = no limit (streams). Default 100 s. */
  timeoutMs?: number
}

function toResponse(status: number, headers: Record<string, string>, stream: NodeJS.ReadableStream | undefined): Response {
  const bodyless = status === 204 || status === 304 || stream === undefined
  const body = bodyless ? null : (Readable.toWeb(Readable.from(stream)) as ReadableStream<Uint8Array>)
  return new Response(body, { status, headers })
}

function unreachable(connection: Connection, cause: string): ProblemError {
  return new ProblemError(
    {
      code: 'Studio.AgentUnreachable',
      message: `The agent at ${connection.agentUrl} does not answer (${cause}).`,
      origin: 'studio',
      retryable: true,
    },
    503,
  )
}

/**
 * The one raw door to the control plane: TLS with the connection's certificate authority, bearer credential, no retries,
 * no redirects. Answers the response whatever its status; throws ProblemError `Studio.AgentUnreachable` when there is none.
 * `path` starts with `/` and carries its own query.
 */
export async function agentFetch(connection: Connection, path: string, init: AgentRequest = {}): Promise<Response> {
  try {
    return await send(connection, path, init)
  } catch (error) {
    if (init.signal?.aborted) throw error
    // The agent may close an idle kept-alive connection in the moment it is used again: a read simply asks once more.
    if (isSafe(init) && isRestError(error) && error.code === 'ECONNRESET') return await again(connection, path, init)
    throw isRestError(error) ? unreachable(connection, error.code ?? error.message) : error
  }
}

const isSafe = ({ method = 'GET' }: AgentRequest): boolean => method === 'GET' || method === 'HEAD'

async function again(connection: Connection, path: string, init: AgentRequest): Promise<Response> {
  try {
    return await send(connection, path, init)
  } catch (error) {
    throw isRestError(error) && !init.signal?.aborted ? unreachable(connection, error.code ?? error.message) : error
  }
}

async function send(connection: Connection, path: string, init: AgentRequest): Promise<Response> {
  const body = init.body
  const request = createPipelineRequest({
    url: `${connection.agentUrl}${path}`,
    method: init.method ?? 'GET',
    headers: createHttpHeaders(init.headers),
    body: body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : () => body,
    abortSignal: init.signal,
    timeout: init.timeoutMs ?? 100_000,
    streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
  })
  const response = await pipelineFor(connection).sendRequest(httpClient, request)
  return toResponse(response.status, response.headers.toJSON(), response.readableStreamBody)
}

/** As agentFetch, but a status outside 2xx becomes a ProblemError made from Azure's error envelope. */
export async function agentCall(connection: Connection, path: string, init: AgentRequest = {}): Promise<Response> {
  const response = await agentFetch(connection, path, init)
  if (response.ok) return response
  const text = await response.text()
  throw new ProblemError(parseProblem(text, response.status, response.headers.get('x-ms-request-id') ?? undefined), response.status)
}

/** agentCall with a JSON body out and in. The caller names the shape; the agent's answers are checked against it in the agent's tests. */
export async function agentJson<T>(
  connection: Connection,
  path: string,
  init: Omit<AgentRequest, 'body'> & { json?: unknown } = {},
): Promise<T> {
  const { json, ...rest } = init
  const response = await agentCall(connection, path, {
    ...rest,
    headers: { accept: 'application/json', ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...init.headers },
    body: json === undefined ? undefined : JSON.stringify(json),
  })
  return (await response.json()) as T
}
