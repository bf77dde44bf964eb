import { maxCustomCollections, reservedCollections } from '@/lib/contract/yaml/data-collector'
import { type DeploymentCheck, errorAt } from '@/lib/domain/checks/check'

/** Doc: how-to-collect-production-data: at most five collections of your own. */
export const checkDataCollector: DeploymentCheck = (deployment) => {
  const names = Object.keys(deployment.data_collector?.collections ?? {})
  const own = names.filter((name) => !reservedCollections.some((reserved) => reserved === name))
  if (own.length <= maxCustomCollections) return []
  return [
    {
      ...errorAt(
        ['data_collector', 'collections'],
        'collections-limit',
        `data_collector.collections has ${own.length} collections of its own; at most ${maxCustomCollections} are possible.`,
        `Keep ${maxCustomCollections}; request and response do not count.`,
      ),
      values: { count: own.length, limit: maxCustomCollections },
    },
  ]
}
