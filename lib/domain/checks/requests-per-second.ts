import { type DeploymentCheck, infoAt, warningAt } from '@/lib/domain/checks/check'
import { serviceLimits } from '@/lib/domain/limits/service-limits'

/** From here on the limit is near, as a share of it. */
const near = 0.8

/**
 * The requests the endpoint was seen to take, all its deployments together, against what a managed endpoint takes in Azure. Silent
 * without measurement. Doc: how-to-manage-quotas, "Total requests per second at endpoint level".
 */
export const checkRequestsPerSecond: DeploymentCheck = (_deployment, { compute, requestsPerSecond }) => {
  const limit = serviceLimits.requestsPerSecondPerEndpoint
  if (compute === 'kubernetes' || requestsPerSecond === undefined || requestsPerSecond <= limit * near) return []
  const seen = Math.round(requestsPerSecond)
  const make = requestsPerSecond > limit ? warningAt : infoAt
  return [
    {
      ...make(
        ['endpoint_name'],
        'requests-per-second',
        `The endpoint took up to ${seen} requests per second in the last hour; a managed endpoint takes ${limit} unless raised, all deployments together.`,
        'More are answered 429: ask for a higher limit, or spread them over endpoints.',
      ),
      values: { seen, limit },
    },
  ]
}
