/**
 * Admission of one deployment: c = max_concurrent_requests_per_instance × ready instances run, at most c more wait in
 * order of arrival, everything beyond is refused at once.
 */
import type { CounterRecord } from '@/agent/router/counters'
import { createInstance, isSetAside, type LiveInstance, retire, sameAddress } from '@/agent/router/instance'
import type { RoutedDeployment } from '@/agent/router/table'
import { admissionCapacity, admitArrival } from '@/lib/domain/admission/admission'

/** A request as admission sees it. */
export interface Waiter {
  /** Runs now on this instance. */
  start(instance: LiveInstance): void
  waitedTooLong(waitMs: number): void
  noReadyInstance(): void
  /** Set while it waits. */
  waitTimer?: NodeJS.Timeout
}

/** What is mirrored to a deployment: it takes slots that are left over, and waits behind every live request. */
export interface MirrorLane {
  /** Undefined until it was a mirror's target for the first time. */
  counters: CounterRecord | undefined
  running: number
  readonly waiting: Waiter[]
}

export interface DeploymentRoute {
  readonly name: string
  readonly counters: CounterRecord
  /** Values of the current table. */
  config: RoutedDeployment
  /** Ready instances of the current table. */
  instances: LiveInstance[]
  readonly waiting: Waiter[]
  readonly mirrored: MirrorLane
  /** Where the search for the least loaded instance starts, so that equals take turns. */
  turn: number
}

/** @param mirrored what was mirrored to it in an earlier life of the router */
export function createRoute(config: RoutedDeployment, counters: CounterRecord, mirrored?: CounterRecord): DeploymentRoute {
  const lane: MirrorLane = { counters: mirrored, running: 0, waiting: [] }
  return { name: config.name, counters, config, instances: [], waiting: [], mirrored: lane, turn: 0 }
}

/** The instance with the fewest requests that has a free slot; one that could not be connected to only when there is no other. */
export function leastLoaded(route: DeploymentRoute): LiveInstance | undefined {
  const { instances, config } = route
  let best: LiveInstance | undefined
  const start = route.turn++
  const allAside = instances.every(isSetAside)
  for (let offset = 0; offset < instances.length; offset++) {
    const instance = instances[(start + offset) % instances.length]
    if (instance === undefined || instance.inFlight >= config.maxConcurrentRequestsPerInstance) continue
    if (!allAside && isSetAside(instance)) continue
    if (best === undefined || instance.inFlight < best.inFlight) best = instance
  }
  return best
}

/** Starts the request, lets it wait, refuses it, or says that the queue is full (lib/domain/admission decides). */
export function admit(route: DeploymentRoute, waiter: Waiter): 'admitted' | 'full' {
  const free = route.waiting.length === 0 ? leastLoaded(route) : undefined
  if (free !== undefined) {
    waiter.start(free)
    return 'admitted'
  }
  const { maxConcurrentRequestsPerInstance, maxQueueWaitMs } = route.config
  const limits = { maxConcurrentRequestsPerInstance, readyInstances: route.instances.length, maxQueueWaitMs }
  // Whatever the reason that no slot can be had now: for this request all are taken.
  const decision = admitArrival({ running: admissionCapacity(limits), waiting: route.waiting.length }, limits)
  if (decision.action === 'wait') wait(route, waiter, decision.maxWaitMs)
  else if (decision.action === 'reject' && decision.reason === 'queue-full') return 'full'
  else if (decision.action === 'reject' && decision.reason === 'waited-too-long') waiter.waitedTooLong(maxQueueWaitMs)
  else waiter.noReadyInstance()
  return 'admitted'
}

/** A request that was admitted and could not be sent: runs on another instance, or is the first of those that wait. */
export function admitAgain(route: DeploymentRoute, waiter: Waiter): void {
  const free = leastLoaded(route)
  if (free === undefined) wait(route, waiter, route.config.maxQueueWaitMs, 'first')
  else waiter.start(free)
}

/**
 * Starts a mirrored request in a slot nobody waits for, or lets it wait behind all live ones; refuses it when as many mirrored ones wait as may
 * run, and when no instance can be reached. Its answer is nobody's loss, so nothing is tried twice.
 */
export function admitMirrored(route: DeploymentRoute, waiter: Waiter): 'admitted' | 'busy' | 'unreachable' {
  const { instances, mirrored, config } = route
  if (instances.every(isSetAside)) return 'unreachable'
  const free = route.waiting.length === 0 && mirrored.waiting.length === 0 ? leastLoaded(route) : undefined
  if (free !== undefined) {
    waiter.start(free)
    return 'admitted'
  }
  if (mirrored.waiting.length >= instances.length * config.maxConcurrentRequestsPerInstance || config.maxQueueWaitMs === 0) return 'busy'
  mirrored.waiting.push(waiter)
  const waitMs = config.maxQueueWaitMs
  waiter.waitTimer = setTimeout(() => {
    const index = mirrored.waiting.indexOf(waiter)
    if (index !== -1) mirrored.waiting.splice(index, 1)
    waiter.waitedTooLong(waitMs)
  }, waitMs)
  return 'admitted'
}

function wait(route: DeploymentRoute, waiter: Waiter, waitMs: number, place: 'first' | 'last' = 'last'): void {
  if (place === 'first') route.waiting.unshift(waiter)
  else route.waiting.push(waiter)
  waiter.waitTimer = setTimeout(() => {
    leave(route, waiter)
    waiter.waitedTooLong(waitMs)
  }, waitMs)
}

/** Takes a waiting request out, e.g. because its client left. */
export function leave(route: DeploymentRoute, waiter: Waiter): void {
  clearTimeout(waiter.waitTimer)
  const index = route.waiting.indexOf(waiter)
  if (index !== -1) route.waiting.splice(index, 1)
}

/** Hands freed or new slots to those who wait, first come first served, mirrored requests last. */
export function startWaiting(route: DeploymentRoute): void {
  startFrom(route.waiting, route)
  if (route.waiting.length === 0) startFrom(route.mirrored.waiting, route)
}

function startFrom(queue: Waiter[], route: DeploymentRoute): void {
  while (queue.length > 0) {
    const instance = leastLoaded(route)
    if (instance === undefined) return
    const waiter = queue.shift()
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
    for (const waiter of [...route.waiting.splice(0), ...route.mirrored.waiting.splice(0)]) {
      clearTimeout(waiter.waitTimer)
      waiter.noReadyInstance()
    }
  } else startWaiting(route)
}
