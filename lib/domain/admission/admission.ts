/**
 * Admission of scoring requests to one deployment: at most c = max_concurrent_requests_per_instance × ready
 * instances run, at most c more wait; beyond that 429 at once, and 429 after waiting longer than max_queue_wait_ms.
 * Azure doc: how-to-troubleshoot-online-endpoints, "429: too many pending requests" (2 × max_concurrent × instances).
 */

export interface AdmissionLoad {
  /** Requests that hold a slot, those that already timed out but still occupy the worker included. */
  running: number
  waiting: number
}

export interface AdmissionLimits {
  maxConcurrentRequestsPerInstance: number
  readyInstances: number
  maxQueueWaitMs: number
}

export type Admission =
  | { action: 'run' }
  | { action: 'wait'; maxWaitMs: number }
  /** 503: nothing is ready. */
  | { action: 'reject'; status: 503; reason: 'no-ready-instance' }
  /** 429: too many pending requests. */
  | { action: 'reject'; status: 429; reason: 'queue-full' | 'waited-too-long' }

/** Requests that may run at once. */
export function admissionCapacity(limits: AdmissionLimits): number {
  return Math.max(0, Math.floor(limits.maxConcurrentRequestsPerInstance)) * Math.max(0, Math.floor(limits.readyInstances))
}

/** Decides on a request that has just arrived. A request never overtakes those that wait. */
export function admitArrival(load: AdmissionLoad, limits: AdmissionLimits): Admission {
  const capacity = admissionCapacity(limits)
  if (capacity === 0) return { action: 'reject', status: 503, reason: 'no-ready-instance' }
  if (load.running < capacity && load.waiting === 0) return { action: 'run' }
  if (load.waiting >= capacity) return { action: 'reject', status: 429, reason: 'queue-full' }
  if (limits.maxQueueWaitMs <= 0) return { action: 'reject', status: 429, reason: 'waited-too-long' }
  return { action: 'wait', maxWaitMs: limits.maxQueueWaitMs }
}
