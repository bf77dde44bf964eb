/** From the journal to the routing table, and the table to the router. */
import { createHash } from 'node:crypto'
import { requestSettingsWithDefaults } from '@/agent/control/normalise'
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
  const instances = deployment.stopped
    ? []
    : store.instances.of(deployment.uid).filter((one) => one.state === 'Ready' && isServing(deployment, one) && one.address)
  return {
    name: deployment.name,
    requestTimeoutMs: within(durationMs(settings.requestTimeout, 5000), 1, maxRequestTimeoutMsKubernetes),
    maxConcurrentRequestsPerInstance: within(settings.maxConcurrentRequestsPerInstance, 1, maxConcurrentRequestsLimit),
    maxQueueWaitMs: within(durationMs(settings.maxQueueWait, 500), 0, maxQueueWaitMsLimit),
    scoringPath: '/score',
    instances: instances.map((one) => ({ id: one.id, ...one.address })),
  }
}

function routedEndpoint(store: ControlStore, endpoint: EndpointRecord): RoutedEndpoint {
  const keys = store.resources.keys(endpoint.uid)
  const deployments = store.resources.deploymentsOf(endpoint.endpointKey).filter((one) => one.state !== 'Deleting')
  const traffic = Object.entries(endpoint.spec.properties.traffic ?? {})
    .map(([name, percent]) => [name.toLowerCase(), percent] as const)
    .filter(([, percent]) => percent > 0)
  return {
    name: endpoint.name,
    uid: endpoint.uid,
    authMode: endpoint.spec.properties.authMode,
    keyHashes: keys ? [keys.primaryKey, keys.secondaryKey].map((key) => createHash('sha256').update(key).digest('hex')) : [],
    traffic: Object.fromEntries(traffic),
    deployments: Object.fromEntries(deployments.map((one) => [one.deploymentKey, routedDeployment(store, one)])),
  }
}

/** The endpoints part of the table as the journal has it now. */
export function routedEndpoints(store: ControlStore): RoutingTable['endpoints'] {
  const endpoints = store.resources.endpoints().filter((one) => one.state !== 'Deleting')
  return Object.fromEntries(endpoints.map((one) => [one.endpointKey, routedEndpoint(store, one)]))
}

/** The router refuses a table as a whole: an endpoint that it would refuse is left out, so that the others go on. */
function servable(version: number, endpoints: RoutingTable['endpoints'], log: AgentLog): RoutingTable {
  const check = (part: RoutingTable['endpoints']) => checkTable(JSON.stringify({ version, endpoints: part }))
  if (check(endpoints).ok) return { version, endpoints }
  const kept = Object.entries(endpoints).filter(([key, endpoint]) => {
    const result = check({ [key]: endpoint })
    if (!result.ok) log.error({ endpoint: endpoint.name, message: result.message }, 'an endpoint is left out of the routing table')
    return result.ok
  })
  return { version, endpoints: Object.fromEntries(kept) }
}

export function createRouting(store: ControlStore, router: Pick<RouterDoor, 'setTable'>, log: AgentLog) {
  let version = Number(store.meta('routing-table-version') ?? 0)
  let lastContent: string | undefined
  let last: Promise<void> = Promise.resolve()

  return {
    /** Sends what the journal says now, if it differs from what was sent; resolves with the version that is live. */
    async publish(): Promise<number> {
      const endpoints = routedEndpoints(store)
      const content = canonicalJson(endpoints)
      if (content !== lastContent) {
        const next = version + 1
        journaled('table-version', () => store.commit(() => store.setMeta('routing-table-version', String(next))))
        version = next
        // Asked inside a promise: a table that cannot be written is as good as one that was not sent.
        last = Promise.resolve().then(() => router.setTable(servable(next, endpoints, log)))
        lastContent = content
      }
      const awaited = version
      try {
        await last
      } catch (error) {
        if (version === awaited) lastContent = undefined // the next call sends the table again
        throw error
      }
      return awaited
    },
    version: () => version,
  }
}
export type Routing = ReturnType<typeof createRouting>
