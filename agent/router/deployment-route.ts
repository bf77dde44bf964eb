/**
 * Admission of one deployment (DESIGN §5): c = max_concurrent_requests_per_instance × ready instances run, at most c more wait in
 * order of arrival, everything beyond is refused at once.
 */
import type { CounterRecord } from '@/agent/router/counters'
import { createInstance, type LiveInstance, retire, sameAddress } from '@/agent/router/instance'
import type { RoutedDeployment } from '@/agent/router/table'

/** A request as admission sees it. */
export interface Waiter {
  /** Runs now on this instance. */
  start(instance: LiveInstance): void
  waitedTooLong(waitMs: number): void
  noReadyInstance(): void
  /** Set while it waits. */
  waitTimer?: NodeJS.Timeout
}

export interface DeploymentRoute {
  readonly name: string
  readonly counters: CounterRecord
  /** Values of the current table. */
  config: RoutedDeployment
  /** Ready instances of the current table. */
  instances: LiveInstance[]
  readonly waiting: Waiter[]
  /** Where the search for the least loaded instance starts, so that equals take turns. */
  turn: number
}

export function createRoute(config: RoutedDeployment, counters: CounterRecord): DeploymentRoute {
  return { name: config.name, counters, config, instances: [], waiting: [], turn: 0 }
}

/** c of the rules above. */
export function capacity(route: DeploymentRoute): number {
  return route.config.maxConcurrentRequestsPerInstance * route.instances.length
}

/** The instance with the fewest requests that has a free slot. */
export function leastLoaded(route: DeploymentRoute, except?: LiveInstance): LiveInstance | undefined {
  const { instances, config } = route
  let best: LiveInstance | undefined
  const start = route.turn++
  for (let offset = 0; offset < instances.length; offset++) {
    const instance = instances[(start + offset) % instances.length]
    if (instance === undefined || instance === except || instance.inFlight >= config.maxConcurrentRequestsPerInstance) continue
    if (best === undefined || instance.inFlight < best.inFlight) best = instance
  }
  return best
}

/** Starts the request, lets it wait, or says that it must be refused. */
export function admit(route: DeploymentRoute, waiter: Waiter): 'admitted' | 'full' {
  if (route.instances.length === 0) {
    waiter.noReadyInstance()
    return 'admitted'
  }
  if (route.waiting.length === 0) {
    const instance = leastLoaded(route)
    if (instance !== undefined) {
      waiter.start(instance)
      return 'admitted'
    }
  }
  if (route.waiting.length >= capacity(route)) return 'full'
  const waitMs = route.config.maxQueueWaitMs
  route.waiting.push(waiter)
  waiter.waitTimer = setTimeout(() => {
    leave(route, waiter)
    waiter.waitedTooLong(waitMs)
  }, waitMs)
  return 'admitted'
}

/** Takes a waiting request out, e.g. because its client left. */
export function leave(route: DeploymentRoute, waiter: Waiter): void {
  clearTimeout(waiter.waitTimer)
  const index = route.waiting.indexOf(waiter)
  if (index !== -1) route.waiting.splice(index, 1)
}

/** Hands freed or new slots to those who wait, first come first served. */
export function startWaiting(route: DeploymentRoute): void {
  while (route.waiting.length > 0) {
    const instance = leastLoaded(route)
    if (instance === undefined) return
    const waiter = route.waiting.shift()
    if (waiter === undefined) return
    clearTimeout(waiter.waitTimer)
    waiter.start(instance)
  }
}

/**
 * Brings the route to a new table: known instances keep their connections and running requests, gone ones drain.
 * @param draining filled with instances that leave; each removes itself once idle
 */
export function updateRoute(route: DeploymentRoute, config: RoutedDeployment, draining: Set<LiveInstance>): void {
  const before = route.instances
  const kept = new Set<LiveInstance>()
  route.config = config
  route.instances = config.instances.map((address) => {
    const known = before.find((instance) => instance.id === address.id && sameAddress(instance.address, address))
    if (known === undefined) return createInstance(address)
    kept.add(known)
    return known
  })
  for (const instance of before) {
    if (kept.has(instance)) continue
    draining.add(instance)
    retire(instance, () => draining.delete(instance))
  }
  if (route.instances.length === 0) {
    for (const waiter of route.waiting.splice(0)) {
      clearTimeout(waiter.waitTimer)
      waiter.noReadyInstance()
    }
  } else startWaiting(route)
}
