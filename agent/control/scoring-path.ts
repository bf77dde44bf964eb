/** Where scoring requests go: `/score` of the inference server, or the route of a container that brings its own. */
import type { ControlStore } from '@/agent/store/control-store'
import type { DeploymentRecord, EndpointRecord } from '@/agent/store/records'

export const usualScoringPath = '/score'

/** Of the generation that serves, else of the newest. Only containers with an `inference_config` have another than `/score`. */
export function deploymentScoringPath(store: ControlStore, deployment: DeploymentRecord): string {
  const generation = deployment.observedGeneration || deployment.generation
  const resolved = store.resources.revision(deployment.uid, generation)?.resolved
  const own = resolved?.runtime?.kind === 'docker' ? resolved.environment?.inferenceConfig?.scoringRoute?.path : undefined
  return own ?? usualScoringPath
}

/**
 * The path that stands in the endpoint's scoring URI: its deployments' own when all of them share one, else `/score`, which the router
 * takes for every deployment.
 */
export function endpointScoringPath(store: ControlStore, endpoint: EndpointRecord): string {
  const deployments = store.resources.deploymentsOf(endpoint.endpointKey).filter((one) => one.state !== 'Deleting')
  const paths = new Set(deployments.map((one) => deploymentScoringPath(store, one)))
  const [only] = paths
  return paths.size === 1 && only !== undefined ? only : usualScoringPath
}
