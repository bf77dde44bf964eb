import type { EditorKind } from '@/lib/contract/yaml/kinds'

const common = new Set(['$schema', 'description', 'tags', 'properties'])

/**
 * Key of a field's texts in messages/de/fields.json: `endpoint.name`, `probe.period`. Fields that stand in several places with
 * the same meaning (both probes, an environment of its own or inside a deployment) share one.
 */
export function fieldKey(kind: EditorKind, path: readonly (string | number)[]): string {
  const [first, second, ...rest] = path.map(String)
  if (first === undefined) return kind
  if (common.has(first) && second === undefined && kind !== 'conda') return `common.${first}`
  if (kind === 'deployment' && (first === 'environment' || first === 'model') && second !== undefined)
    return fieldKey(first, [second, ...rest])
  if (kind === 'deployment' && (first === 'liveness_probe' || first === 'readiness_probe') && second !== undefined)
    return ['probe', second, ...rest].join('.')
  if (kind === 'deployment' && first === 'resources' && rest.length > 0) return ['resources', ...rest].join('.')
  if (kind === 'deployment' && first === 'data_collector' && second === 'collections' && rest.length > 0)
    return ['data_collector.collection', ...rest.slice(1)].join('.')
  if (kind === 'environment' && first === 'inference_config' && rest.length > 0) return ['route', ...rest].join('.')
  return [kind, ...path].join('.')
}
