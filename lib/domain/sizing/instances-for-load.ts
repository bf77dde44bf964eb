/** How many instances a load needs. Doc: https://learn.microsoft.com/azure/machine-learning/how-to-kubernetes-inference-routing-azureml-fe ("understand scale-out"). */
import { maxPendingRequests, serviceLimits } from '@/lib/domain/limits/service-limits'

/** Share of the capacity that may be used on average; the rest takes bursts. */
export const defaultUtilisation = 0.7

export interface Load {
  /** Requests per second the deployment has to answer. */
  targetRps: number
  secondsPerRequest: number
  /** 0…1, above 0. */
  targetUtilisation: number
  maxConcurrentPerInstance: number
}

/** `ceil((rps × seconds / utilisation) / concurrency)`; at least 1. A quotient that misses a whole number by rounding counts as it. */
export function instancesForLoad({ targetRps, secondsPerRequest, targetUtilisation, maxConcurrentPerInstance }: Load): number {
  const busy = (targetRps * secondsPerRequest) / targetUtilisation / maxConcurrentPerInstance
  return Math.max(1, Math.ceil(Number(busy.toPrecision(12))))
}

/** Requests per second that n instances answer at the target utilisation. */
export function rpsOfInstances(load: Omit<Load, 'targetRps'>, instances: number): number {
  return (instances * load.maxConcurrentPerInstance * load.targetUtilisation) / load.secondsPerRequest
}

export interface Sizing {
  instances: number
  /** The average number of requests in work at a time. */
  inWork: number
  /** Requests accepted at once, running and waiting; more are answered with 429. */
  mostAtOnce: number
  /** Requests per second at the target utilisation, and with every slot busy. */
  rpsAtTarget: number
  rpsAtMost: number
  /** The load is above what an endpoint takes without a raised limit. */
  isAboveEndpointLimit: boolean
  /** More instances than a deployment may have without a raised limit. */
  isAboveInstanceLimit: boolean
}

/** Everything the page says about a load. */
export function sizeForLoad(load: Load): Sizing {
  const instances = instancesForLoad(load)
  return {
    instances,
    inWork: load.targetRps * load.secondsPerRequest,
    mostAtOnce: maxPendingRequests(load.maxConcurrentPerInstance, instances),
    rpsAtTarget: rpsOfInstances(load, instances),
    rpsAtMost: rpsOfInstances({ ...load, targetUtilisation: 1 }, instances),
    isAboveEndpointLimit: load.targetRps > serviceLimits.requestsPerSecondPerEndpoint,
    isAboveInstanceLimit: instances > serviceLimits.instancesPerDeployment,
  }
}

/** Steps of the chart: load against instances, from 0 to twice the target (at most 60 points). */
export function loadCurve(load: Load, points = 60): { rps: number; instances: number }[] {
  const end = Math.max(1, load.targetRps * 2)
  return Array.from({ length: points + 1 }, (_, index) => {
    const rps = (end * index) / points
    return { rps, instances: instancesForLoad({ ...load, targetRps: rps }) }
  })
}
