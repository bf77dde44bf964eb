import { computeKind } from '@/lib/domain/convert/detect-kind'
import type { Outline } from '@/lib/domain/yaml-language/outline'
import { rootScalars } from '@/lib/domain/yaml-language/place'
import type { LanguageKind, Path } from '@/lib/domain/yaml-language/schema'

export type Compute = 'managed' | 'kubernetes'

/** Keys and words of one kind of compute only, as lib/domain/checks/compute-kind.ts reports them. */
const onlyOn: Record<string, Compute> = {
  'deployment/resources': 'kubernetes',
  'deployment/egress_public_network_access': 'managed',
  'deployment/private_network_connection': 'managed',
  'deployment/data_collector': 'managed',
  'deployment/scale_settings/type=target_utilization': 'kubernetes',
  'deployment/scale_settings/min_instances': 'kubernetes',
  'deployment/scale_settings/max_instances': 'kubernetes',
  'deployment/scale_settings/target_utilization_percentage': 'kubernetes',
  'deployment/scale_settings/polling_interval': 'kubernetes',
  'endpoint/mirror_traffic': 'managed',
  'endpoint/public_network_access': 'managed',
  'endpoint/auth_mode=aad_token': 'managed',
}

/** Managed or Kubernetes, also while the text does not parse. */
export const computeOf = (outline: Outline): Compute => computeKind(rootScalars(outline))

/** Whether a key (or a word of it) exists on a compute. */
export function existsOn(compute: Compute, kind: LanguageKind, path: Path, word?: string): boolean {
  const id = [kind, ...path].join('/') + (word === undefined ? '' : `=${word}`)
  return (onlyOn[id] ?? compute) === compute
}
