import type { EndpointCheck } from '@/lib/domain/checks/check'
import { countFinding } from '@/lib/domain/checks/count-limit'
import { isSameName } from '@/lib/domain/names/names'
import { countsOfEndpoint } from '@/lib/domain/quota/occupied'

/** One endpoint more than a subscription takes. Silent about one that exists. Doc: how-to-manage-quotas, "online endpoints and batch endpoints". */
export const checkEndpointsPerSubscription: EndpointCheck = ({ name }, { occupied, quota }) => {
  if (!occupied || occupied.some((one) => name !== undefined && isSameName(one.name, name))) return []
  const [{ used, limit } = { used: 0, limit: 0 }] = countsOfEndpoint(occupied, undefined)
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
