import { type DocumentKind, schemaNames } from '@/lib/contract/yaml/kinds'
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

/** Last segment of a `$schema` address without the ending, in lower case. */
export function schemaName(data: unknown): string | undefined {
  if (!isRecord(data) || typeof data.$schema !== 'string') return undefined
  const file = data.$schema.split(/[?#]/)[0]?.split('/').pop() ?? ''
  return file.replace(/(\.schema)?\.json$/i, '').toLowerCase() || undefined
}

/** What else a file may be, said in the finding when it is none of ours. */
export function otherKind(data: unknown): string | undefined {
  const name = schemaName(data)
  if (name && !(name in schemaNames)) return name === 'modelversionpackage' ? 'a model package' : `a file of the schema ${name}`
  if (isRecord(data) && ('dependencies' in data || 'channels' in data) && !('image' in data)) return 'a conda file'
  return undefined
}

/** Kind of a document by `$schema`, else by its keys; undefined when neither tells. */
export function detectKind(data: unknown): DocumentKind | undefined {
  const name = schemaName(data)
  if (name) return schemaNames[name]
  if (!isRecord(data) || otherKind(data)) return undefined
  let best: { kind: DocumentKind; hits: number } | undefined
  for (const [kind, keys] of tellingKeys) {
    const hits = keys.filter((key) => key in data).length
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
