import type { DeploymentCheck } from '@/lib/domain/checks/check'
import { countFinding } from '@/lib/domain/checks/count-limit'
import { isOneMoreDeployment } from '@/lib/domain/checks/one-more'
import { countsOfDeployment } from '@/lib/domain/quota/occupied'

/** One deployment more than a subscription takes. Doc: how-to-manage-quotas, "online endpoints and batch endpoints". */
export const checkDeploymentsPerSubscription: DeploymentCheck = (deployment, facts) => {
  const { occupied = [], quota, endpointName } = facts
  if (!isOneMoreDeployment(facts, deployment.name, endpointName ?? deployment.endpoint_name)) return []
  const { used, limit } = countsOfDeployment(occupied, undefined).subscription
  return countFinding({
    rule: 'deployments-per-subscription',
    path: ['name'],
    count: used + 1,
    limit,
    words: ['online deployment', 'deployments'],
    owner: `a subscription has ${limit} per region unless raised, batch deployments and those of other workspaces included`,
    isRefused: quota !== undefined,
  })
}
