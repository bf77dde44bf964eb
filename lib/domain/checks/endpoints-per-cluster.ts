import { computeName } from '@/lib/contract/arm/compute'
import type { EndpointCheck } from '@/lib/domain/checks/check'
import { countFinding } from '@/lib/domain/checks/count-limit'
import { isOneMoreEndpoint } from '@/lib/domain/checks/one-more'
import { countsOfEndpoint } from '@/lib/domain/quota/occupied'

/** One endpoint more than a Kubernetes cluster takes. Silent about one that exists. Doc: how-to-manage-quotas, "Kubernetes online endpoints". */
export const checkEndpointsPerCluster: EndpointCheck = ({ name, compute }, facts) => {
  const { occupied = [], quota } = facts
  if (typeof compute !== 'string' || !isOneMoreEndpoint(facts, name)) return []
  const cluster = computeName(compute)
  const { cluster: wanted } = countsOfEndpoint(occupied, cluster)
  if (!wanted) return []
  return countFinding({
    rule: 'endpoints-per-cluster',
    path: ['compute'],
    count: wanted.used + 1,
    limit: wanted.limit,
    words: [`endpoint of the cluster ${cluster} and number`, 'endpoints'],
    owner: `a cluster takes ${wanted.limit}`,
    isRefused: quota !== undefined,
    cluster,
  })
}
