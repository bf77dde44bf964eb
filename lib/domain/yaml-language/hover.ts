import type { Sku } from '@/lib/domain/skus/sku'
import { skuOf } from '@/lib/domain/skus/skus'
import { computeOf, existsOn } from '@/lib/domain/yaml-language/compute-keys'
import { outlineOf, unquoted } from '@/lib/domain/yaml-language/outline'
import { placeAt } from '@/lib/domain/yaml-language/place'
import { type FieldFacts, fieldAt, type LanguageKind, type Path } from '@/lib/domain/yaml-language/schema'
import { sourceOf } from '@/lib/domain/yaml-language/sources'

export interface Hover {
  /** The marked key or value, UTF-16 units. */
  start: number
  end: number
  path: Path
  field: FieldFacts
  /** Address of the documentation. */
  source: string
  /** The field has no meaning on the other kind of compute. */
  only: 'managed' | 'kubernetes' | undefined
  /** The VM size written there. */
  sku: Sku | undefined
}

/** What the contract knows about the key or value at an offset; undefined where it knows nothing. */
export function hoverYaml(text: string, offset: number, kind: LanguageKind): Hover | undefined {
  const outline = outlineOf(text)
  const place = placeAt(outline, offset)
  if (!place || place.start === place.end) return undefined
  const word = unquoted(text.slice(place.start, place.end))
  const path = place.at === 'key' && place.hasColon ? [...place.path, word] : place.path
  const field = fieldAt(kind, path)
  if (!field || (!field.title && !field.description)) return undefined
  const compute = computeOf(outline)
  const only = !existsOn('kubernetes', kind, path) ? 'managed' : !existsOn('managed', kind, path) ? 'kubernetes' : undefined
  const sku = kind === 'deployment' && path.length === 1 && path[0] === 'instance_type' && place.at !== 'key' ? skuOf(word) : undefined
  return { start: place.start, end: place.end, path, field, source: sourceOf(kind, path, compute), only, sku }
}

/** Id of a field's words: the same for the same field in different places (`model/path`, `probe/period`). */
export function fieldId(kind: LanguageKind, path: Path): string {
  const keys = path.filter((step) => typeof step === 'string')
  if (kind === 'deployment' && keys.length > 1) {
    if (keys[0] === 'model' || keys[0] === 'environment') return keys.join('/')
    if (keys[0] === 'liveness_probe' || keys[0] === 'readiness_probe') return ['probe', ...keys.slice(1)].join('/')
    if (keys[0] === 'resources' && keys.length > 2) return ['resources', ...keys.slice(2)].join('/')
  }
  return [kind, ...keys].join('/')
}
