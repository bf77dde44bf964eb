/** From the journal to the routing table, and the table to the router. */
import { createHash } from 'node:crypto'
import { debuggingOf, debugLimitMs } from '@/agent/control/debugging'
import { isKubernetes } from '@/agent/control/kubernetes'
import { requestSettingsWithDefaults } from '@/agent/control/normalise'
import { deploymentScoringPath } from '@/agent/control/scoring-path'
import { publicTokenKey } from '@/agent/control/tokens'
import { journaled } from '@/agent/failpoints'
import type { AgentLog } from '@/agent/reconcile/context'
import { isServing } from '@/agent/reconcile/rounds'
import type { RoutedDeployment, RoutedEndpoint, RouterReport, RoutingTable } from '@/agent/router/table'
import { checkTable } from '@/agent/router/table-check'
import { canonicalJson } from '@/agent/store/columns'
import type { ControlStore } from '@/agent/store/control-store'
import type { DeploymentRecord, EndpointRecord } from '@/agent/store/records'
import { maxConcurrentRequestsLimit, maxQueueWaitMsLimit, maxRequestTimeoutMsKubernetes } from '@/lib/contract/request-limits'
import { parseDurationMs } from '@/lib/domain/durations/iso'
import { checkMirrorTraffic } from '@/lib/domain/traffic/traffic'
import type { Problem } from '@/lib/problems/problem'

/** The agent's side of the router process. */
export interface RouterDoor {
  /** Resolves when the router answers with this table or a newer one; waits through router restarts. */
  setTable(table: RoutingTable): Promise<void>
  /** The newest report of the running router; undefined while none runs. */
  report(): RouterReport | undefined
  /** Why no router runs; undefined while one does. */
  problem(): Problem | undefined
  onReport(listener: (report: RouterReport) => void): () => void
}

/** Whole ms within bounds: settings accepted by an older agent must not make a table that is refused as a whole. */
function within(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, Math.ceil(value)))
}

/** ISO 8601 duration to ms; `fallback` when the text is none (the body was checked when accepted; routing must not stop over it). */
export function durationMs(text: string, fallback: number): number {
  return parseDurationMs(text) ?? fallback
}

function routedDeployment(store: ControlStore, deployment: DeploymentRecord): RoutedDeployment {
  const serving = store.resources.revision(deployment.uid, deployment.observedGeneration)?.spec ?? deployment.spec
  const settings = requestSettingsWithDefaults(serving.properties.requestSettings)
  const isDebugged = debuggingOf(store, deployment.uid, deployment.observedGeneration) !== undefined
  const instances = deployment.stopped
    ? []
    : store.instances.of(deployment.uid).filter((one) => one.state === 'Ready' && isServing(deployment, one) && one.address)
  return {
    name: deployment.name,
    // At a breakpoint nobody is to be cut off.
    requestTimeoutMs: isDebugged ? debugLimitMs : within(durationMs(settings.requestTimeout, 5000), 1, maxRequestTimeoutMsKubernetes),
    maxConcurrentRequestsPerInstance: within(settings.maxConcurrentRequestsPerInstance, 1, maxConcurrentRequestsLimit),
    maxQueueWaitMs: isDebugged ? debugLimitMs : within(durationMs(settings.maxQueueWait, 500), 0, maxQueueWaitMsLimit),
    ...(isKubernetes(serving) ? { codes: 'kubernetes' as const } : {}),
    scoringPath: deploymentScoringPath(store, deployment),
    instances: instances.map((one) => ({ id: one.id, ...one.address })),
  }
}

function routedEndpoint(store: ControlStore, endpoint: EndpointRecord): RoutedEndpoint {
  const { authMode } = endpoint.spec.properties
  const keys = authMode === 'Key' ? store.resources.keys(endpoint.uid) : undefined
  const tokenKey = authMode === 'Key' ? undefined : store.resources.tokenKey(endpoint.uid)
  const deployments = store.resources.deploymentsOf(endpoint.endpointKey).filter((one) => one.state !== 'Deleting')
  const traffic = Object.entries(endpoint.spec.properties.traffic ?? {})
    .map(([name, percent]) => [name.toLowerCase(), percent] as const)
    .filter(([, percent]) => percent > 0)
  return {
    name: endpoint.name,
    uid: endpoint.uid,
    authMode,
    keyHashes: keys ? [keys.primaryKey, keys.secondaryKey].map((key) => createHash('sha256').update(key).digest('hex')) : [],
    ...(tokenKey ? { tokenKey: publicTokenKey(tokenKey) } : {}),
    traffic: Object.fromEntries(traffic),
    ...mirrorOf(endpoint, deployments),
    deployments: Object.fromEntries(deployments.map((one) => [one.deploymentKey, routedDeployment(store, one)])),
  }
}

/** The mirror's target, where there is one that the table knows and the rules still allow. */
function mirrorOf({ spec: { properties } }: EndpointRecord, deployments: readonly DeploymentRecord[]): Pick<RoutedEndpoint, 'mirror'> {
  const [name, percent] = Object.entries(properties.mirrorTraffic ?? {}).find(([, share]) => share > 0) ?? []
  const target = deployments.find((one) => one.deploymentKey === name?.toLowerCase())
  if (target === undefined || percent === undefined) return {}
  // Kept by an agent that did not mirror yet, and never checked against what came later.
  const findings = checkMirrorTraffic({ [target.name]: percent }, properties.traffic ?? {})
  return findings.length > 0 ? {} : { mirror: { deployment: target.deploymentKey, percent } }
}

/** The part of the table that one endpoint makes, with its text to compare by; `refused`: why the router would not take it. */
interface Part {
  version: number
  endpoint: RoutedEndpoint
  text: string
  refused?: string
}

/** The parts of the table as the journal has them, made anew only for endpoints that were written to. */
function createParts(store: ControlStore) {
  const known = new Map<string, Part>()

  function partOf(endpoint: EndpointRecord): Part {
    const version = store.versionOf(endpoint.endpointKey)
    const before = known.get(endpoint.endpointKey)
    if (before?.version === version) return before
    const routed = routedEndpoint(store, endpoint)
    const text = canonicalJson(routed)
    if (before?.text === text) {
      before.version = version
      return before
    }
    const checked = checkTable(JSON.stringify({ version: 1, endpoints: { [endpoint.endpointKey]: routed } }))
    const part = { version, endpoint: routed, text, ...(checked.ok ? {} : { refused: checked.message }) }
    known.set(endpoint.endpointKey, part)
    return part
  }

  return function parts(): ReadonlyMap<string, Part> {
    const wanted = store.resources.endpoints().filter((one) => one.state !== 'Deleting')
    const now = new Map(wanted.map((one) => [one.endpointKey, partOf(one)]))
    for (const key of known.keys()) if (!now.has(key)) known.delete(key)
    return now
  }
}

/** The endpoints part of the table as the journal has it now. */
export function routedEndpoints(store: ControlStore): RoutingTable['endpoints'] {
  return Object.fromEntries([...createParts(store)()].map(([key, part]) => [key, part.endpoint]))
}

const sameParts = (a: ReadonlyMap<string, Part>, b: ReadonlyMap<string, Part>): boolean =>
  a.size === b.size && [...a].every(([key, part]) => b.get(key)?.text === part.text)

export function createRouting(store: ControlStore, router: Pick<RouterDoor, 'setTable'>, log: AgentLog) {
  const parts = createParts(store)
  let version = Number(store.meta('routing-table-version') ?? 0)
  let lastParts: ReadonlyMap<string, Part> | undefined
  let last: Promise<void> = Promise.resolve()
  /** The one that goes out next, when the table under way has arrived: a burst of changes is two tables, not one each. */
  let next: Promise<number> | undefined
  let isSending = false

  /** The router refuses a table as a whole: an endpoint that it would refuse is left out, so that the others go on. */
  function tableOf(number: number, content: ReadonlyMap<string, Part>): RoutingTable {
    const endpoints: RoutingTable['endpoints'] = {}
    for (const [key, { endpoint, refused }] of content) {
      if (refused === undefined) endpoints[key] = endpoint
      else log.error({ endpoint: endpoint.name, message: refused }, 'an endpoint is left out of the routing table')
    }
    return { version: number, endpoints }
  }

  async function send(): Promise<number> {
    const content = parts()
    if (lastParts === undefined || !sameParts(lastParts, content)) {
      const number = version + 1
      journaled('table-version', () => store.note(() => store.setMeta('routing-table-version', String(number))))
      version = number
      isSending = true
      // Asked inside a promise: a table that cannot be written is as good as one that was not sent.
      last = Promise.resolve()
        .then(() => router.setTable(tableOf(number, content)))
        .finally(() => {
          isSending = false
        })
      lastParts = content
    }
    const awaited = version
    try {
      await last
    } catch (error) {
      if (version === awaited) lastParts = undefined // the next call sends the table again
      throw error
    }
    return awaited
  }

  return {
    /** Sends what the journal says now, if it differs from what was sent; resolves with the version that is live. */
    publish(): Promise<number> {
      // Not at once: what else is written in this turn goes with it. Whoever sent the table under way hears of its failure.
      const turn = isSending ? last.catch(() => undefined) : Promise.resolve()
      next ??= turn.then(() => {
        next = undefined
        return send()
      })
      return next
    },
    version: () => version,
  }
}
export type Routing = ReturnType<typeof createRouting>
