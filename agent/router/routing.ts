/** The live form of the routing table: looked up per request, brought to a new table in one go, never half. */
import { createHash } from 'node:crypto'
import { createRoute, type DeploymentRoute, updateRoute } from '@/agent/router/deployment-route'
import type { LiveInstance } from '@/agent/router/instance'
import { createMirrorSplit, type MirrorSplit } from '@/agent/router/mirror-split'
import { type EndpointState, openEndpointState } from '@/agent/router/state-file'
import type { RoutedEndpoint, RoutingTable } from '@/agent/router/table'
import { createTokenCheck, type TokenCheck } from '@/agent/router/tokens'
import { nextPick } from '@/lib/domain/weighted-pick/smooth'

/** The weighted part of the traffic; replaced as a whole when a percentage changes. */
export interface Split {
  readonly signature: string
  readonly routes: readonly DeploymentRoute[]
  readonly weights: readonly number[]
  /** Picks under this split, answered or running. */
  readonly picks: number[]
  /** False once another split took its place; late answers then no longer count for it. */
  current: boolean
}

export interface EndpointRoute {
  readonly name: string
  readonly uid: string
  readonly keyHashes: readonly Buffer[]
  readonly tokenKey: string | undefined
  readonly checkToken: TokenCheck | undefined
  readonly split: Split
  readonly mirror: MirrorSplit | undefined
  /** By lower-cased name. */
  readonly deployments: ReadonlyMap<string, DeploymentRoute>
  readonly state: EndpointState
}

export interface Routing {
  readonly version: number
  /** By lower-cased name. */
  readonly endpoints: ReadonlyMap<string, EndpointRoute>
  /** Instances that left the table and still run requests. */
  readonly draining: Set<LiveInstance>
}

export function emptyRouting(): Routing {
  return { version: 0, endpoints: new Map(), draining: new Set() }
}

/** The deployment whose turn it is, counted as picked; undefined without traffic. */
export function pickWeighted(split: Split): DeploymentRoute | undefined {
  const index = nextPick(split.weights, split.picks)
  if (index === -1) return undefined
  split.picks[index] = (split.picks[index] ?? 0) + 1
  return split.routes[index]
}

/**
 * The routing for a checked table. Endpoints are the same when their uid is; their deployments keep queues, connections and counters.
 * @param stateDirectory run/router-state
 */
export function applyTable(before: Routing, table: RoutingTable, stateDirectory: string, onError: (error: unknown) => void): Routing {
  const known = new Map([...before.endpoints.values()].map((endpoint) => [endpoint.uid, endpoint]))
  const endpoints = new Map<string, EndpointRoute>()
  for (const [key, endpoint] of Object.entries(table.endpoints)) {
    const previous = known.get(endpoint.uid)
    known.delete(endpoint.uid)
    const state = previous?.state ?? openEndpointState(stateDirectory, endpoint.uid, onError)
    endpoints.set(key, updateEndpoint(previous, endpoint, state, before.draining))
  }
  for (const gone of known.values()) {
    for (const route of gone.deployments.values()) updateRoute(route, { ...route.config, instances: [] }, before.draining)
    gone.state.close()
  }
  return { version: table.version, endpoints, draining: before.draining }
}

function updateEndpoint(
  previous: EndpointRoute | undefined,
  endpoint: RoutedEndpoint,
  state: EndpointState,
  draining: Set<LiveInstance>,
): EndpointRoute {
  const deployments = new Map<string, DeploymentRoute>()
  for (const [key, config] of Object.entries(endpoint.deployments)) {
    deployments.set(key, previous?.deployments.get(key) ?? createRoute(config, state.deployment(key), state.mirrored(key)))
  }
  const split = splitOf(endpoint, deployments, state, previous?.split)
  const mirror = mirrorOf(endpoint, deployments, state, previous?.mirror)
  for (const [key, route] of deployments) {
    const config = endpoint.deployments[key]
    if (config !== undefined) updateRoute(route, config, draining)
  }
  for (const [key, route] of previous?.deployments ?? []) {
    if (!deployments.has(key)) updateRoute(route, { ...route.config, instances: [] }, draining)
  }
  const keyHashes = endpoint.keyHashes.map((hex) => Buffer.from(hex, 'hex'))
  const { name, uid, tokenKey } = endpoint
  // The same check goes on: it remembers the tokens it has seen.
  const checkToken =
    tokenKey === undefined ? undefined : previous?.tokenKey === tokenKey ? previous.checkToken : createTokenCheck(tokenKey, uid)
  return { name, uid, keyHashes, tokenKey, checkToken, split, mirror, deployments, state }
}

function splitOf(
  endpoint: RoutedEndpoint,
  deployments: ReadonlyMap<string, DeploymentRoute>,
  state: EndpointState,
  previous: Split | undefined,
): Split {
  const weighted = Object.entries(endpoint.traffic)
    .filter(([, percent]) => percent > 0)
    .map(([name, percent]): [string, number] => [name.toLowerCase(), percent])
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const signature = createHash('sha256').update(JSON.stringify(weighted)).digest('hex')
  const keys = weighted.map(([key]) => key)
  const routes = keys.flatMap((key) => deployments.get(key) ?? [])
  // A table that changes something else must not restart the count, nor a deployment deleted and made anew keep the old route.
  if (previous?.signature === signature && previous.routes.every((route, index) => route === routes[index])) return previous
  if (previous !== undefined) previous.current = false
  return { signature, routes, weights: weighted.map(([, percent]) => percent), picks: state.resumeSplit(signature, keys), current: true }
}

function mirrorOf(
  { mirror }: RoutedEndpoint,
  deployments: ReadonlyMap<string, DeploymentRoute>,
  state: EndpointState,
  previous: MirrorSplit | undefined,
): MirrorSplit | undefined {
  const key = mirror?.deployment.toLowerCase() ?? ''
  const target = deployments.get(key)
  if (mirror === undefined || target === undefined) return undefined
  // A table that changes something else must not restart the count.
  if (previous?.target === target && previous.percent === mirror.percent) return previous
  target.mirrored.counters ??= state.mirrored(key, 'make')
  return createMirrorSplit(target, mirror.percent)
}
