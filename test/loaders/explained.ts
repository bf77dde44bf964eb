/** Documents on which the loaders and our checks may differ, each with the reason. Reviewed by hand; as few as possible. */
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import type { Case } from './cases'

interface Explanation {
  reason: string
  fits(tried: Case, data: Record<string, unknown>): boolean
}

const explanations: readonly Explanation[] = [
  {
    reason:
      'endpoint_name may be given beside the file (az ml online-deployment create --endpoint-name, here the endpoint of the page); the Python function alone has no such place. Ours is the warning endpoint-name-missing.',
    fits: ({ kind }, data) => kind === 'deployment' && !('endpoint_name' in data),
  },
]

/** The reason why a case may differ; undefined for all others. */
export function explained(tried: Case): string | undefined {
  const { data } = loadYaml(tried.text)
  return isRecord(data) ? explanations.find(({ fits }) => fits(tried, data))?.reason : undefined
}
