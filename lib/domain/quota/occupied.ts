/** How many endpoints and deployments there are, held against the limits of a subscription and of a cluster. Pure. */
import type { OccupiedEndpoint } from '@/lib/contract/quota'
import { serviceLimits } from '@/lib/domain/limits/service-limits'
import { isSameName } from '@/lib/domain/names/names'

/** One of the documented counts, with what one more would make it. */
export interface CountWanted {
  what: 'endpoints' | 'deployments'
  /** Of a cluster by name; absent: of the subscription in its region. */
  cluster?: string
  /** Without the one that is wanted. */
  used: number
  limit: number
}

const deploymentsOf = (endpoints: readonly OccupiedEndpoint[]) => endpoints.reduce((sum, { deployments }) => sum + deployments, 0)
const onCluster = (endpoints: readonly OccupiedEndpoint[], cluster: string) =>
  endpoints.filter((one) => one.cluster !== undefined && isSameName(one.cluster, cluster))

/** What one more of something counts towards: the subscription, and its cluster when it has one. */
export interface Counts {
  subscription: CountWanted
  cluster?: CountWanted
}

export function countsOfEndpoint(endpoints: readonly OccupiedEndpoint[], cluster: string | undefined): Counts {
  const own = { what: 'endpoints' as const }
  return {
    subscription: { ...own, used: endpoints.length, limit: serviceLimits.endpointsPerSubscription },
    ...(cluster === undefined
      ? {}
      : { cluster: { ...own, cluster, used: onCluster(endpoints, cluster).length, limit: serviceLimits.endpointsPerCluster } }),
  }
}

export function countsOfDeployment(endpoints: readonly OccupiedEndpoint[], cluster: string | undefined): Counts {
  const own = { what: 'deployments' as const }
  return {
    subscription: { ...own, used: deploymentsOf(endpoints), limit: serviceLimits.deploymentsPerSubscription },
    ...(cluster === undefined
      ? {}
      : { cluster: { ...own, cluster, used: deploymentsOf(onCluster(endpoints, cluster)), limit: serviceLimits.deploymentsPerCluster } }),
  }
}

/** Managed deployments: each is one of the computes of a region, beside clusters and compute instances. */
export const managedDeployments = (endpoints: readonly OccupiedEndpoint[]): number =>
  deploymentsOf(endpoints.filter(({ cluster }) => cluster === undefined))
