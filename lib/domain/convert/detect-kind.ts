import { type DocumentKind, schemaNames } from '@/lib/contract/yaml/kinds'
import { findOtherKind } from '@/lib/domain/convert/other-kinds'
import { schemaName } from '@/lib/domain/convert/schema-name'
import { isRecord } from '@/lib/domain/convert/yaml-data'

/** Keys that only one kind of file has; the kind with most of them wins, the earlier one on a tie. */
const tellingKeys: [DocumentKind, readonly string[]][] = [
  [
    'deployment',
    [
      'endpoint_name',
      'code_configuration',
      'instance_type',
      'instance_count',
      'request_settings',
      'environment_variables',
      'data_collector',
      'model',
    ],
  ],
  ['endpoint', ['auth_mode', 'traffic', 'mirror_traffic', 'public_network_access', 'compute', 'identity']],
  ['environment', ['image', 'conda_file', 'build', 'inference_config', 'os_type']],
  ['model', ['path', 'flavors']],
]

/** What else a file may be, said in the finding when it is none of ours. */
export function otherKind(data: unknown): string | undefined {
  const other = findOtherKind(data)
  if (other) return other.label
  const name = schemaName(data)
  if (name && !(name in schemaNames)) return `a file of the schema ${name}`
  return isCondaData(data) ? 'a conda file' : undefined
}

/** A conda file has `dependencies` (or at least `channels`) at its top. */
export function isCondaData(data: unknown): boolean {
  return isRecord(data) && ('dependencies' in data || 'channels' in data) && !('image' in data) && !('endpoint_name' in data)
}

/** Kind of a document by `$schema`, else by its keys; undefined when neither tells. */
export function detectKind(data: unknown): DocumentKind | undefined {
  const name = schemaName(data)
  if (name) return schemaNames[name]
  if (!isRecord(data) || otherKind(data)) return undefined
  const type = typeof data.type === 'string' ? data.type.toLowerCase() : undefined
  if (type === 'custom_model' || type === 'mlflow_model' || type === 'triton_model') return 'model'
  let best: { kind: DocumentKind; hits: number } | undefined
  for (const [kind, keys] of tellingKeys) {
    const found = keys.filter((key) => key in data)
    // A request for scoring may hold `model`, too.
    const hits = found.length === 1 && found[0] === 'model' && !('name' in data) ? 0 : found.length
    if (hits > (best?.hits ?? 0)) best = { kind, hits }
  }
  return best?.kind
}

/** `kubernetes` when `$schema`, `type` or `compute` say so, else `managed`. */
export function computeKind(data: unknown): 'managed' | 'kubernetes' {
  if (!isRecord(data)) return 'managed'
  if (typeof data.type === 'string') return data.type.toLowerCase() === 'kubernetes' ? 'kubernetes' : 'managed'
  if (schemaName(data)?.startsWith('kubernetes')) return 'kubernetes'
  return typeof data.compute === 'string' ? 'kubernetes' : 'managed'
}

/** Kind by the `$schema` line of a text that is no valid YAML. */
export function kindOfText(text: string): DocumentKind | undefined {
  const address = /^\$schema:\s*["']?([^\s"']+)/m.exec(text)?.[1]
  return address ? detectKind({ $schema: address }) : undefined
}
