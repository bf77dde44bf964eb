import type { ObservedTraffic } from '@/lib/contract/scorepoint'

/** What one deployment did in the window; undefined when it answered nothing. */
export interface ObservedDeployment {
  requests: number
  errors: number
  /** Of all requests that reached a deployment, 0–100. */
  sharePercent: number
  requestsPerMinute: number
  p95Ms?: number
}

/** Figures of a deployment over the observed window; names compare without case, as the router's do. */
export function observedOf(observed: ObservedTraffic, deployment: string): ObservedDeployment | undefined {
  const wanted = deployment.toLowerCase()
  const entry = Object.entries(observed.perDeployment).find(([name]) => name.toLowerCase() === wanted)?.[1]
  if (!entry || entry.requests === 0) return undefined
  const routed = routedRequests(observed)
  return {
    requests: entry.requests,
    errors: entry.errors,
    sharePercent: routed === 0 ? 0 : (entry.requests / routed) * 100,
    requestsPerMinute: entry.requests / (observed.windowSeconds / 60),
    p95Ms: entry.p95Ms,
  }
}

/** Requests that reached any deployment. */
export function routedRequests(observed: ObservedTraffic): number {
  return Object.values(observed.perDeployment).reduce((sum, entry) => sum + entry.requests, 0)
}

/** Memory of all running instances, in bytes; undefined when none reports it. */
export function memoryBytes(instances: readonly { memoryBytes?: number }[]): number | undefined {
  const known = instances.flatMap((instance) => (instance.memoryBytes === undefined ? [] : [instance.memoryBytes]))
  return known.length === 0 ? undefined : known.reduce((sum, bytes) => sum + bytes, 0)
}
