import type { DeploymentCheck } from '@/lib/domain/checks/check'
import { countFinding } from '@/lib/domain/checks/count-limit'
import { isOneMoreDeployment } from '@/lib/domain/checks/one-more'
import { isSameName } from '@/lib/domain/names/names'
import { countsOfDeployment } from '@/lib/domain/quota/occupied'

/** One deployment more than the Kubernetes cluster of its endpoint takes. Doc: how-to-manage-quotas, "Kubernetes online endpoints". */
export const checkDeploymentsPerCluster: DeploymentCheck = (deployment, facts) => {
  const { occupied = [], quota, endpointName } = facts
  const endpoint = endpointName ?? deployment.endpoint_name
  if (endpoint === undefined || !isOneMoreDeployment(facts, deployment.name, endpoint)) return []
  const cluster = occupied.find((one) => isSameName(one.name, endpoint))?.cluster
  const { cluster: wanted } = countsOfDeployment(occupied, cluster)
  if (cluster === undefined || !wanted) return []
  return countFinding({
    rule: 'deployments-per-cluster',
    path: ['name'],
    count: wanted.used + 1,
    limit: wanted.limit,
    words: [`deployment of the cluster ${cluster} and number`, 'deployments'],
    owner: `a cluster takes ${wanted.limit}`,
    isRefused: quota !== undefined,
    cluster,
  })
}
