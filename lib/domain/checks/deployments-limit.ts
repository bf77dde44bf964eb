import { type DeploymentCheck, errorAt } from '@/lib/domain/checks/check'
import { serviceLimits } from '@/lib/domain/limits/service-limits'
import { isSameName } from '@/lib/domain/names/names'

/** Doc: how-to-manage-quotas, "Azure Machine Learning online endpoints and batch endpoints". */
export const maxDeploymentsPerEndpoint = serviceLimits.deploymentsPerEndpoint

/** One deployment more than the endpoint takes. Silent when the deployments are not known, or this one is among them. */
export const checkDeploymentsLimit: DeploymentCheck = ({ name }, { deploymentNames }) => {
  if (!deploymentNames || deploymentNames.length < maxDeploymentsPerEndpoint) return []
  if (name !== undefined && deploymentNames.some((existing) => isSameName(existing, name))) return []
  return [
    {
      ...errorAt(
        ['name'],
        'deployments-limit',
        `The endpoint has ${deploymentNames.length} deployments; at most ${maxDeploymentsPerEndpoint} are possible.`,
        'Delete one, or update an existing one.',
      ),
      values: { count: deploymentNames.length, limit: maxDeploymentsPerEndpoint },
    },
  ]
}
