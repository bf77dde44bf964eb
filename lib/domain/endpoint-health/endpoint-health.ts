import type { DeploymentStatus, EndpointStatus, Health, OperationView, ProvisioningState } from '@/lib/contract/scorepoint'

/** The operations of an endpoint and its deployments that still run, oldest first. */
export function runningOperations(endpoint: EndpointStatus): OperationView[] {
  return [endpoint.operation, ...endpoint.deployments.map((deployment) => deployment.operation)]
    .filter((operation) => operation !== undefined)
    .filter((operation) => operation.status === 'InProgress')
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt))
}

/** Something is changing right now: an operation runs or an instance is on its way. */
export function isBusy(endpoint: EndpointStatus): boolean {
  return runningOperations(endpoint).length > 0 || endpoint.deployments.some((deployment) => deployment.health === 'Starting')
}

/** State to show for the endpoint: a settled endpoint one of whose deployments is being worked on reads as Updating. */
export function endpointState(endpoint: EndpointStatus): ProvisioningState {
  return endpoint.provisioningState === 'Succeeded' && runningOperations(endpoint).length > 0 ? 'Updating' : endpoint.provisioningState
}

/** Worst first: what a person should look at. */
const worstFirst: readonly Health[] = ['Unhealthy', 'Unknown', 'Starting', 'Healthy', 'Stopped']

/**
 * Health of the endpoint as a caller meets it: the worst of the deployments that get traffic, else of all.
 * Undefined while there is no deployment.
 */
export function endpointHealth(endpoint: EndpointStatus): Health | undefined {
  const routed = endpoint.deployments.filter((deployment) => share(endpoint, deployment.name) > 0)
  const relevant = routed.length > 0 ? routed : endpoint.deployments
  return worstFirst.find((health) => relevant.some((deployment) => deployment.health === health))
}

/** Configured percent of a deployment. Names compare case-insensitively, as in Azure. */
export function share(endpoint: EndpointStatus, deployment: string): number {
  const key = Object.keys(endpoint.traffic).find((name) => name.toLowerCase() === deployment.toLowerCase())
  return key === undefined ? 0 : (endpoint.traffic[key] ?? 0)
}

export type AttentionReason = 'endpointFailed' | 'deploymentFailed' | 'unhealthy' | 'noTraffic'

/** Why the endpoint belongs under "Needs attention" (L2), the gravest first; empty when nothing is wrong. */
export function attentionReasons(endpoint: EndpointStatus): AttentionReason[] {
  const reasons: AttentionReason[] = []
  if (endpoint.provisioningState === 'Failed') reasons.push('endpointFailed')
  if (endpoint.deployments.some((deployment) => deployment.provisioningState === 'Failed')) reasons.push('deploymentFailed')
  if (endpoint.deployments.some((deployment) => deployment.health === 'Unhealthy')) reasons.push('unhealthy')
  const total = Object.values(endpoint.traffic).reduce((sum, percent) => sum + percent, 0)
  const isServing = endpoint.deployments.some((deployment) => !deployment.stopped && deployment.provisioningState === 'Succeeded')
  if (isServing && total === 0) reasons.push('noTraffic')
  return reasons
}

/** The deployment whose failure is told in the list, with the words of its explanation or problem. */
export function failedDeployment(endpoint: EndpointStatus): { deployment: DeploymentStatus; reason: string; where?: string } | undefined {
  for (const deployment of endpoint.deployments) {
    const { explanation, problem } = deployment
    if (deployment.provisioningState !== 'Failed' && deployment.health !== 'Unhealthy') continue
    const where = explanation?.file ? `${explanation.file}${explanation.line ? `:${explanation.line}` : ''}` : undefined
    const reason = explanation?.cause ?? problem?.message
    if (reason) return { deployment, reason, ...(where ? { where } : {}) }
  }
  return undefined
}

export interface RequestFigures {
  requestsPerMinute: number
  /** Slowest deployment's p95; undefined without requests. */
  p95Ms?: number
  /** Percent of all requests, those that reached no deployment included. */
  errorPercent: number
}

/** Figures of the last window in the list; undefined when nobody asked anything. */
export function requestFigures(endpoint: EndpointStatus): RequestFigures | undefined {
  const { observed } = endpoint
  const routed = Object.values(observed.perDeployment)
  const unrouted = Object.values(observed.unrouted).reduce((sum, count) => sum + count, 0)
  const requests = routed.reduce((sum, row) => sum + row.requests, 0) + unrouted
  if (requests === 0 || observed.windowSeconds <= 0) return undefined
  const errors = routed.reduce((sum, row) => sum + row.errors, 0) + unrouted
  const p95 = routed.map((row) => row.p95Ms).filter((value) => value !== undefined)
  return {
    requestsPerMinute: (requests * 60) / observed.windowSeconds,
    errorPercent: (errors * 100) / requests,
    ...(p95.length > 0 ? { p95Ms: Math.max(...p95) } : {}),
  }
}
