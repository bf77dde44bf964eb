/** Documents on which the loaders and our checks may differ, each with the reason. Reviewed by hand; as few as possible. */
import { type LoadedYaml, loadYaml } from '@/lib/domain/convert/load-yaml'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import type { Case } from './cases'

interface Explanation {
  reason: string
  fits(tried: Case, loaded: LoadedYaml): boolean
}

const explanations: readonly Explanation[] = [
  {
    reason:
      'endpoint_name may be given beside the file (az ml online-deployment create --endpoint-name, here the endpoint of the page); the Python function alone has no such place. Ours is the warning endpoint-name-missing.',
    fits: ({ kind }, { data }) => kind === 'deployment' && isRecord(data) && !('endpoint_name' in data),
  },
  {
    reason:
      'an alias within its own anchor: the SDK loads it and ends in a RecursionError when it sends it. Ours is the rule yaml-cycle, an error; the rest of the document is read when it is gone.',
    fits: (_, { findings }) => findings.some(({ rule }) => rule === 'yaml-cycle'),
  },
]

/** The reason why a case may differ; undefined for all others. */
export function explained(tried: Case): string | undefined {
  const loaded = loadYaml(tried.text)
  return explanations.find(({ fits }) => fits(tried, loaded))?.reason
}
