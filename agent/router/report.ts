/** What the router tells the agent: cumulative counters and requests running per instance. */
import { codeCounts, latencyBoundsMs, latencyCounts } from '@/agent/router/counters'
import type { DeploymentRoute } from '@/agent/router/deployment-route'
import type { Routing } from '@/agent/router/routing'
import type { DeploymentCounters, RouterReport } from '@/agent/router/table'

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
  return {
    requests: Object.values(byCode).reduce((sum, count) => sum + count, 0),
    byCode,
    inFlight: route.instances.reduce((sum, instance) => sum + instance.inFlight, 0),
    queued: route.waiting.length,
    latencyMs: { bounds: [...latencyBoundsMs], counts: latencyCounts(route.counters) },
  }
}
