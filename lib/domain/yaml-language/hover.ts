import type { EditorKind } from '@/lib/contract/yaml/kinds'
import type { Sku } from '@/lib/domain/skus/sku'
import { skuOf } from '@/lib/domain/skus/skus'
import { outlineOf, unquoted } from '@/lib/domain/yaml-language/outline'
import { placeAt } from '@/lib/domain/yaml-language/place'
import { type FieldFacts, fieldAt, type Path } from '@/lib/domain/yaml-language/schema'

export interface Hover {
  /** The marked key or value, UTF-16 units. */
  start: number
  end: number
  path: Path
  field: FieldFacts
  /** The VM size written there. */
  sku: Sku | undefined
}

/** What the contract knows about the key or value at an offset; undefined where it knows nothing. */
export function hoverYaml(text: string, offset: number, kind: EditorKind): Hover | undefined {
  const outline = outlineOf(text)
  const place = placeAt(outline, offset)
  if (!place || place.start === place.end) return undefined
  const word = unquoted(text.slice(place.start, place.end))
  const path = place.at === 'key' && place.hasColon ? [...place.path, word] : place.path
  const field = fieldAt(kind, path)
  if (!field || (!field.title && !field.description)) return undefined
  const sku = kind === 'deployment' && path.length === 1 && path[0] === 'instance_type' && place.at !== 'key' ? skuOf(word) : undefined
  return { start: place.start, end: place.end, path, field, sku }
}
