import { variableAt } from '@/lib/contract/yaml/environment-variables'
import type { EditorKind } from '@/lib/contract/yaml/kinds'

const common = new Set(['$schema', 'description', 'tags', 'properties'])

/**
 * Key of a field's texts in messages/de/fields.json: `endpoint.name`, `probe.period`. Fields that stand in several places with
 * the same meaning (both probes, an environment of its own or inside a deployment) share one.
 */
export function fieldKey(kind: EditorKind, path: readonly (string | number)[]): string {
  // Items of a list mean the same, whichever they are.
  const [first, second, ...rest] = path.filter((step) => typeof step === 'string')
  if (first === undefined) return kind
  if (common.has(first) && second === undefined && kind !== 'conda') return `common.${first}`
  if (second !== undefined && variableAt(kind, path)) return `variable.${second}`
  if (kind === 'deployment' && (first === 'environment' || first === 'model') && second !== undefined)
    return fieldKey(first, [second, ...rest])
  if (kind === 'deployment' && (first === 'liveness_probe' || first === 'readiness_probe') && second !== undefined)
    return ['probe', second, ...rest].join('.')
  if (kind === 'deployment' && first === 'resources' && rest.length > 0) return ['resources', ...rest].join('.')
  if (kind === 'deployment' && first === 'data_collector' && second === 'collections' && rest.length > 0)
    return ['data_collector.collection', ...rest.slice(1)].join('.')
  if (kind === 'environment' && first === 'inference_config' && rest.length > 0) return ['route', ...rest].join('.')
  return [kind, first, ...(second === undefined ? [] : [second]), ...rest].join('.')
}
