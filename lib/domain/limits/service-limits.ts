import { maxInstancesPerDeployment } from '@/lib/contract/yaml/limits'

/** Doc: how-to-manage-quotas, "Azure Machine Learning online endpoints and batch endpoints". Most can be raised by a ticket. */
export const serviceLimits = {
  endpointsPerSubscription: 100,
  deploymentsPerSubscription: 500,
  deploymentsPerEndpoint: 20,
  /** Of a Kubernetes cluster. */
  endpointsPerCluster: 60,
  deploymentsPerCluster: 100,
  instancesPerDeployment: maxInstancesPerDeployment,
  requestsPerSecondPerEndpoint: 500,
  connectionsPerEndpoint: 500,
  /** Total of clusters, instances and managed deployments in a region. */
  computeNodesPerRegion: 500,
} as const

/** Requests a deployment accepts at once, running and waiting together. */
export function maxPendingRequests(maxConcurrentRequestsPerInstance: number, instances: number): number {
  return 2 * maxConcurrentRequestsPerInstance * instances
}
