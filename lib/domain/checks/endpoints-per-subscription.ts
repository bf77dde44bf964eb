import type { EndpointCheck } from '@/lib/domain/checks/check'
import { countFinding } from '@/lib/domain/checks/count-limit'
import { isOneMoreEndpoint } from '@/lib/domain/checks/one-more'
import { countsOfEndpoint } from '@/lib/domain/quota/occupied'

/** One endpoint more than a subscription takes. Silent about one that exists. Doc: how-to-manage-quotas, "online endpoints and batch endpoints". */
export const checkEndpointsPerSubscription: EndpointCheck = ({ name }, facts) => {
  const { occupied = [], quota } = facts
  if (!isOneMoreEndpoint(facts, name)) return []
  const { used, limit } = countsOfEndpoint(occupied, undefined).subscription
  return countFinding({
    rule: 'endpoints-per-subscription',
    path: ['name'],
    count: used + 1,
    limit,
    words: ['online endpoint', 'endpoints'],
    owner: `a subscription has ${limit} per region unless raised, batch endpoints and those of other workspaces included`,
    isRefused: quota !== undefined,
  })
}
