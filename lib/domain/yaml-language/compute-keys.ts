import { describeField } from '@/lib/contract/yaml/describe'
import type { EditorKind } from '@/lib/contract/yaml/kinds'
import { computeKind } from '@/lib/domain/convert/detect-kind'
import type { Outline } from '@/lib/domain/yaml-language/outline'
import { rootScalars } from '@/lib/domain/yaml-language/place'
import type { Path } from '@/lib/domain/yaml-language/schema'

export type Compute = 'managed' | 'kubernetes'

/** Words of one kind of compute only, as lib/domain/checks/compute-kind.ts reports them; for keys the contract says so. */
const wordsOnlyOn: Record<string, Compute> = {
  'deployment/scale_settings/type=target_utilization': 'kubernetes',
  'endpoint/auth_mode=aad_token': 'managed',
}

/** Managed or Kubernetes, also while the text does not parse. */
export const computeOf = (outline: Outline): Compute => computeKind(rootScalars(outline))

/** Whether a key (or a word of it) exists on a compute. */
export function existsOn(compute: Compute, kind: EditorKind, path: Path, word?: string): boolean {
  const only = word === undefined ? describeField(kind, path)?.appliesTo : wordsOnlyOn[`${[kind, ...path].join('/')}=${word}`]
  return (only ?? compute) === compute
}
