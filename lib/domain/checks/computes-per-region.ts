import type { DeploymentCheck } from '@/lib/domain/checks/check'
import { countFinding } from '@/lib/domain/checks/count-limit'
import { isOneMoreDeployment } from '@/lib/domain/checks/one-more'
import { serviceLimits } from '@/lib/domain/limits/service-limits'
import { managedDeployments } from '@/lib/domain/quota/occupied'

/**
 * One managed deployment more than a region takes computes. Clusters and compute instances count as well and are not known here, so
 * it never is an error. Doc: how-to-manage-quotas, "Azure Machine Learning compute".
 */
export const checkComputesPerRegion: DeploymentCheck = (deployment, facts) => {
  const { occupied = [], compute, endpointName } = facts
  if (compute === 'kubernetes' || !isOneMoreDeployment(facts, deployment.name, endpointName ?? deployment.endpoint_name)) return []
  const limit = serviceLimits.computeNodesPerRegion
  return countFinding({
    rule: 'computes-per-region',
    path: ['name'],
    count: managedDeployments(occupied) + 1,
    limit,
    words: ['managed deployment', 'deployments'],
    owner: `a region takes ${limit} computes unless raised, compute clusters and instances included`,
    isRefused: false,
  })
}
