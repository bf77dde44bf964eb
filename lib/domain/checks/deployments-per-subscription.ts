import type { CheckFacts, DeploymentCheck } from '@/lib/domain/checks/check'
import { countFinding } from '@/lib/domain/checks/count-limit'
import { isSameName } from '@/lib/domain/names/names'
import { countsOfDeployment } from '@/lib/domain/quota/occupied'

/**
 * Whether a deployment would be one more: what it belongs to is known, and it is not among it. The endpoint by name, as far as it exists.
 */
export function isOneMore({ occupied, deploymentNames }: CheckFacts, name: string | undefined, endpoint: string | undefined): boolean {
  if (!occupied || endpoint === undefined) return false
  if (!occupied.some((one) => isSameName(one.name, endpoint))) return true
  return deploymentNames !== undefined && !deploymentNames.some((existing) => name !== undefined && isSameName(existing, name))
}

/** One deployment more than a subscription takes. Doc: how-to-manage-quotas, "online endpoints and batch endpoints". */
export const checkDeploymentsPerSubscription: DeploymentCheck = (deployment, facts) => {
  const { occupied = [], quota, endpointName } = facts
  if (!isOneMore(facts, deployment.name, endpointName ?? deployment.endpoint_name)) return []
  const [{ used, limit } = { used: 0, limit: 0 }] = countsOfDeployment(occupied, undefined)
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
