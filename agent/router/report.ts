/** What the router tells the agent: cumulative counters and requests running per instance. */
import { codeCounts, latencyBoundsMs, latencyCounts, mirrorCounts, totalCount } from '@/agent/router/counters'
import type { DeploymentRoute } from '@/agent/router/deployment-route'
import type { LiveInstance } from '@/agent/router/instance'
import type { Routing } from '@/agent/router/routing'
import type { DeploymentCounters, MirroredCounters, RouterReport } from '@/agent/router/table'

/** What one reader was last told. */
export interface Told {
  tableVersion: number
  /** Requests, running, waiting, mirrored requests, mirrored ones running. */
  routes: Map<DeploymentRoute, readonly number[]>
  unrouted: Map<string, number>
  instances: Map<string, readonly [number, number]>
}

/** Nothing yet: the first report is whole. */
export const toldNothing = (): Told => ({ tableVersion: -1, routes: new Map(), unrouted: new Map(), instances: new Map() })

/** The report for a reader that keeps what it was told: whole after a new table, else what changed. */
export function makePartialReport(routing: Routing, startedAt: string, told: Told): RouterReport {
  const isWhole = told.tableVersion !== routing.version
  if (isWhole) Object.assign(told, toldNothing(), { tableVersion: routing.version })
  const report: RouterReport = { pid: process.pid, startedAt, tableVersion: routing.version, endpoints: {}, instances: {}, completed: {} }
  if (!isWhole) report.partial = true
  const tellInstance = ({ id, inFlight, completed }: LiveInstance): void => {
    const before = told.instances.get(id)
    if (before?.[0] === inFlight && before[1] === completed) return
    told.instances.set(id, [inFlight, completed])
    report.instances[id] = inFlight
    if (report.completed) report.completed[id] = completed
  }
  for (const endpoint of routing.endpoints.values()) {
    const deployments: Record<string, DeploymentCounters> = {}
    for (const route of endpoint.deployments.values()) {
      const now = [requestsOf(route), running(route), route.waiting.length, mirroredEvents(route), route.mirrored.running]
      const before = told.routes.get(route)
      if (before === undefined || now.some((value, index) => value !== before[index])) {
        told.routes.set(route, now)
        deployments[route.name] = countersOf(route)
      }
      route.instances.forEach(tellInstance)
    }
    const unrouted = totalCount(endpoint.state.unrouted)
    const isChanged = unrouted !== (told.unrouted.get(endpoint.uid) ?? 0)
    if (!isChanged && Object.keys(deployments).length === 0) continue
    told.unrouted.set(endpoint.uid, unrouted)
    report.endpoints[endpoint.uid] = { deployments, unrouted: codeCounts(endpoint.state.unrouted) }
  }
  routing.draining.forEach(tellInstance)
  return report
}

/** Live ones: a mirrored request takes a slot of its instance, too. Those on instances that left the table are in neither number. */
const running = (route: DeploymentRoute): number =>
  Math.max(0, route.instances.reduce((sum, instance) => sum + instance.inFlight, 0) - route.mirrored.running)

/** Grows with everything that happens to mirrored requests. */
function mirroredEvents({ mirrored: { counters } }: DeploymentRoute): number {
  if (counters === undefined) return 0
  const { sent, dropped } = mirrorCounts(counters)
  return Object.values(dropped).reduce((sum, count) => sum + count, sent + totalCount(counters))
}

function mirroredOf({ mirrored: { counters, running: inFlight } }: DeploymentRoute): MirroredCounters | undefined {
  if (counters === undefined) return undefined
  const latencyMs = { bounds: [...latencyBoundsMs], counts: latencyCounts(counters) }
  return { ...mirrorCounts(counters), byCode: codeCounts(counters), inFlight, latencyMs }
}

const requestsOf = (route: DeploymentRoute): number => totalCount(route.counters)

/** A snapshot of all endpoints of the current table. */
export function makeReport(routing: Routing, startedAt: string): RouterReport {
  const completed: Record<string, number> = {}
  const report: RouterReport = { pid: process.pid, startedAt, tableVersion: routing.version, endpoints: {}, instances: {}, completed }
  for (const endpoint of routing.endpoints.values()) {
    const deployments: Record<string, DeploymentCounters> = {}
    for (const route of endpoint.deployments.values()) {
      deployments[route.name] = countersOf(route)
      for (const instance of route.instances) {
        report.instances[instance.id] = instance.inFlight
        completed[instance.id] = instance.completed
      }
    }
    report.endpoints[endpoint.uid] = { deployments, unrouted: codeCounts(endpoint.state.unrouted) }
  }
  for (const instance of routing.draining) report.instances[instance.id] = (report.instances[instance.id] ?? 0) + instance.inFlight
  return report
}

function countersOf(route: DeploymentRoute): DeploymentCounters {
  const byCode = codeCounts(route.counters)
  const mirrored = mirroredOf(route)
  return {
    requests: requestsOf(route),
    byCode,
    inFlight: running(route),
    queued: route.waiting.length,
    latencyMs: { bounds: [...latencyBoundsMs], counts: latencyCounts(route.counters) },
    ...(mirrored ? { mirrored } : {}),
  }
}
