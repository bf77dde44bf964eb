import { maxInstancesPerDeployment } from '@/lib/contract/yaml/limits'
import { instanceType } from '@/lib/domain/limits/instance-types'

/** Doc: how-to-manage-quotas, "Azure Machine Learning online endpoints and batch endpoints". Most can be raised by a ticket. */
export const serviceLimits = {
  endpointsPerSubscription: 100,
  deploymentsPerSubscription: 500,
  deploymentsPerEndpoint: 20,
  instancesPerDeployment: maxInstancesPerDeployment,
  requestsPerSecondPerEndpoint: 500,
  connectionsPerEndpoint: 500,
  /** Total of clusters, instances and managed deployments in a region. */
  computeNodesPerRegion: 500,
} as const

/** Doc: how-to-manage-quotas, "virtual machine quota allocation for deployment": room for system operations. */
export const upgradeReserve = 0.2

/**
 * Cores of quota that n instances need: `ceil(1.2 × n) × cores`, without the reserve for exempt sizes; undefined for a size
 * that is not in the list. Exact for every n up to the limits.
 */
export function requiredCores(size: string, instances: number): number | undefined {
  const type = instanceType(size)
  if (!type) return undefined
  const machines = type.reserveExempt ? instances : Math.ceil((1 + upgradeReserve) * instances)
  return machines * type.cores
}

/** Requests a deployment accepts at once, running and waiting together. */
export function maxPendingRequests(maxConcurrentRequestsPerInstance: number, instances: number): number {
  return 2 * maxConcurrentRequestsPerInstance * instances
}
