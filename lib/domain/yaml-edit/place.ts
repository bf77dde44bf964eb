/** From a path to a place in the text. */
import { type Document, isAlias, isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from 'yaml'
import { childOf, type YamlPath } from '@/lib/domain/yaml-edit/plain-data'
import { type Entry, entriesOf, isFlow, itemsOf } from '@/lib/domain/yaml-edit/source-map'

export interface Step {
  /** The collection the step was taken in. */
  parent: YAMLMap | YAMLSeq
  entries: readonly Entry[]
  index: number
  entry: Entry
}

export interface Place {
  /** Steps that exist as text, from the root. */
  steps: readonly Step[]
  /** What is reached; undefined when the last step is missing. */
  node: unknown
  /** Why the walk ended before the path did. */
  ended: 'found' | 'missing' | 'alias' | 'merged' | 'scalar'
}

/** A key as plain data names it; a merge key, which the library reads as a symbol, as `<<`. Undefined for a collection as a key. */
export function keyName(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined
  return typeof key.value === 'symbol' ? key.value.description : String(key.value ?? '')
}

export const keyOf = (entry: Entry): string | undefined => keyName(entry.key)

export const inFlow = (steps: readonly Step[]): boolean => steps.some((step) => isFlow(step.parent))

/** Walks as far as the text goes: stops before an alias, at a key that only a merge (`<<`) gives, at a value without keys. */
export function placeOf(text: string, document: Document, path: YamlPath): Place {
  const steps: Step[] = []
  let node: unknown = document.contents
  for (const key of path) {
    if (isAlias(node)) return { steps, node, ended: 'alias' }
    if (!isMap(node) && !isSeq(node)) return { steps, node, ended: 'scalar' }
    const entries = isMap(node) ? entriesOf(text, node) : itemsOf(text, node)
    const index = isMap(node) ? entries.findIndex((entry) => keyOf(entry) === String(key)) : indexOf(key)
    const entry = entries[index]
    if (!entry) return { steps, node, ended: isMap(node) && childOf(node.toJS(document), key) !== undefined ? 'merged' : 'missing' }
    steps.push({ parent: node, entries, index, entry })
    node = entry.value
  }
  return { steps, node, ended: 'found' }
}

const indexOf = (key: string | number) => (typeof key === 'number' || /^\d+$/.test(key) ? Number(key) : -1)
