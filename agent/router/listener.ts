/** The scoring listener: who may come in, which endpoint and deployment is meant, and how the body is taken. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Refusal, refusals, refuse } from '@/agent/router/answers'
import { countCode } from '@/agent/router/counters'
import { checkCredential } from '@/agent/router/credentials'
import type { DeploymentRoute } from '@/agent/router/deployment-route'
import { Exchange } from '@/agent/router/exchange'
import { ownHeaders, type RequestIds, sanitizeClientRequestId } from '@/agent/router/headers'
import { takesMirrorTurn } from '@/agent/router/mirror-split'
import { type MirrorBuffer, MirroredRequest } from '@/agent/router/mirrored-request'
import { collectBody, wholeBodyBytes } from '@/agent/router/request-body'
import { type EndpointRoute, pickWeighted, type Routing, type Split } from '@/agent/router/routing'

export interface ListenerOptions {
  /** The routing of this moment; a request keeps what it got. */
  routing: () => Routing
  maxBodyBytes: number
  /** What is held for mirrored requests. */
  mirrorBuffer: MirrorBuffer
  log: (message: string) => void
}

export interface ScoringListener {
  readonly server: Server
  /** Requests whose answer is not finished. */
  open(): number
  /** From now on each answer closes its connection. */
  startDraining(): void
}

const prefix = '/api/v1/endpoint/'
/** More sockets than one person's programs need; protects the process from running out of descriptors. */
const maxConnections = 2048

/** Makes the server; the caller lets it listen on 127.0.0.1. */
export function createListener(options: ListenerOptions): ScoringListener {
  const unfinished = new Set<ServerResponse>()
  let draining = false
  let allowedHosts: ReadonlySet<string> = new Set()
  const server = createServer(
    { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 300_000, keepAliveTimeout: 60_000, connectionsCheckingInterval: 2000 },
    (request, response) => {
      unfinished.add(response)
      response.on('close', () => unfinished.delete(response))
      if (draining) response.shouldKeepAlive = false
      handle(options, allowedHosts, request, response)
    },
  )
  server.maxConnections = maxConnections
  server.on('listening', () => {
    const address = server.address()
    if (address !== null && typeof address === 'object') allowedHosts = new Set([`127.0.0.1:${address.port}`, `localhost:${address.port}`])
  })
  function startDraining(): void {
    draining = true
    for (const response of unfinished) response.shouldKeepAlive = false
  }
  return { server, open: () => unfinished.size, startDraining }
}

interface Target {
  /** Lower-cased. */
  endpoint: string
  /** `/score`, `/swagger.json` or a custom route. */
  route: string
  /** With its question mark, or empty. */
  query: string
}

/** Takes `/api/v1/endpoint/<endpoint>/<route>?<query>` apart; undefined for any other path. */
export function parseTarget(url: string): Target | undefined {
  if (!url.startsWith(prefix)) return undefined
  const slash = url.indexOf('/', prefix.length)
  if (slash === -1) return undefined
  const question = url.indexOf('?', slash)
  const end = question === -1 ? url.length : question
  return { endpoint: url.slice(prefix.length, slash).toLowerCase(), route: url.slice(slash, end), query: url.slice(end) }
}

/** A request that may score: on whose behalf, where to. */
interface Admitted {
  endpoint: EndpointRoute
  route: DeploymentRoute
  split: Split | undefined
  path: string
  /** With its question mark, or empty. */
  query: string
  counted: boolean
  /** As declared; undefined when it comes in chunks of unknown number. */
  bodyBytes: number | undefined
}

/** A request that may not; counted for the endpoint when one was named. */
interface Refused {
  refusal: Refusal
  endpoint: EndpointRoute | undefined
}

const noBody = Buffer.alloc(0)
const credentialRefusals = { missing: refusals.keyMissing, wrong: refusals.keyWrong, expired: refusals.tokenExpired }

function handle(options: ListenerOptions, allowedHosts: ReadonlySet<string>, request: IncomingMessage, response: ServerResponse): void {
  const ids: RequestIds = { requestId: randomUUID(), clientRequestId: sanitizeClientRequestId(request.headers['x-ms-client-request-id']) }
  const decision = decide(options, allowedHosts, request)
  if ('refusal' in decision) {
    const { refusal, endpoint } = decision
    if (endpoint !== undefined) {
      countCode(endpoint.state.unrouted, refusal.status)
      endpoint.state.save(endpoint.state.unrouted)
    }
    refuse(request, response, refusal, ownHeaders(ids, undefined))
    return
  }
  const { endpoint, route, split, path, counted, bodyBytes } = decision
  const { maxBodyBytes, log } = options
  const copy = split === undefined ? undefined : copyOf(options, decision, ids, request, response)
  const exchange = new Exchange({ request, response, endpoint, route, split, ids, path, counted, maxBodyBytes, copy, log })
  if (bodyBytes === undefined || bodyBytes > wholeBodyBytes) exchange.run(undefined)
  else if (bodyBytes === 0) {
    exchange.run(noBody)
    copy?.end()
  } else
    collectBody(request, (body) => {
      exchange.run(body)
      copy?.chunk(body)
      copy?.end()
    })
}

/** The copy for the mirror's target when it is its turn. Only weighted requests are mirrored, never one that names its deployment. */
function copyOf(
  options: ListenerOptions,
  { endpoint, query }: Admitted,
  ids: RequestIds,
  request: IncomingMessage,
  response: ServerResponse,
): MirroredRequest | undefined {
  const { mirror, state } = endpoint
  if (mirror === undefined || !takesMirrorTurn(mirror)) return undefined
  const copy = new MirroredRequest({ request, state, target: mirror.target, ids, query, buffer: options.mirrorBuffer })
  response.on('close', () => copy.abandon())
  return copy
}

function decide(options: ListenerOptions, allowedHosts: ReadonlySet<string>, request: IncomingMessage): Admitted | Refused {
  const { headers, method } = request
  // A name that was re-bound to this computer must not reach a model, whatever else the request carries.
  if (!allowedHosts.has(headers.host?.toLowerCase() ?? '')) return { refusal: refusals.misdirected(), endpoint: undefined }
  const target = parseTarget(request.url ?? '')
  if (target === undefined) return { refusal: refusals.noSuchPath(), endpoint: undefined }
  const endpoint = options.routing().endpoints.get(target.endpoint)
  if (endpoint === undefined) return { refusal: refusals.noSuchEndpoint(target.endpoint), endpoint }

  if (method !== 'POST' && method !== 'GET' && method !== 'OPTIONS') return { refusal: refusals.badMethod(), endpoint }
  // No answer ever grants a foreign origin anything, and a preflight carries no credential: it ends here, so a web page cannot score.
  const credential = checkCredential(headers.authorization, endpoint.keyHashes, endpoint.checkToken)
  if (credential !== 'valid') return { refusal: credentialRefusals[credential](), endpoint }
  const bodyBytes = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : undefined
  if (bodyBytes !== undefined && bodyBytes > options.maxBodyBytes) return { refusal: refusals.bodyTooLarge(options.maxBodyBytes), endpoint }

  const swagger = target.route === '/swagger.json'
  const choice = choose(endpoint, headers['azureml-model-deployment'], swagger)
  if ('status' in choice) return { refusal: choice, endpoint }
  const { scoringPath } = choice.route.config
  if (!swagger && target.route !== '/score' && target.route !== scoringPath) return { refusal: refusals.noSuchPath(), endpoint }
  return {
    endpoint,
    ...choice,
    path: (swagger ? '/swagger.json' : scoringPath) + target.query,
    query: target.query,
    counted: !swagger,
    bodyBytes,
  }
}

/** The header pins a deployment past the weights (also at 0 %); otherwise the split decides. Swagger takes no turn in the split. */
function choose(
  endpoint: EndpointRoute,
  pinned: string | string[] | undefined,
  swagger: boolean,
): { route: DeploymentRoute; split: Split | undefined } | Refusal {
  if (typeof pinned === 'string' && pinned !== '') {
    const route = endpoint.deployments.get(pinned.toLowerCase())
    return route === undefined ? refusals.noSuchDeployment(pinned.slice(0, 64)) : { route, split: undefined }
  }
  if (swagger) {
    const { routes, weights } = endpoint.split
    const route = routes[weights.indexOf(Math.max(...weights))]
    return route === undefined ? refusals.noTraffic() : { route, split: undefined }
  }
  const route = pickWeighted(endpoint.split)
  return route === undefined ? refusals.noTraffic() : { route, split: endpoint.split }
}
