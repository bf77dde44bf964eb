import { type Document, isAlias, isCollection, isMap, isScalar, isSeq, type YAMLMap } from 'yaml'
import type { DocumentChange, TextEdit } from '@/lib/contract/finding'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { releaseAnchor } from '@/lib/domain/yaml-edit/anchors'
import { dataIn, parseEditable } from '@/lib/domain/yaml-edit/parse-editable'
import { applyEdits, applyToPieces, editsOf, type Piece } from '@/lib/domain/yaml-edit/pieces'
import { inFlow, keyName, keyOf, type Place, placeOf, type Step } from '@/lib/domain/yaml-edit/place'
import { changedData, childOf, dataAt, sameData, withoutUndefined, type YamlPath } from '@/lib/domain/yaml-edit/plain-data'
import { flowText, isEmptyCollection, type PrintStyle, pairText } from '@/lib/domain/yaml-edit/print-value'
import { columnOf, entriesOf, eolOf, isFlow, layoutOf } from '@/lib/domain/yaml-edit/source-map'
import { appendItem, insertKey, insertRoot, removeEntry, renameKey, replaceValue } from '@/lib/domain/yaml-edit/text-change'

export type { YamlPath } from '@/lib/domain/yaml-edit/plain-data'

/** The plain value at a path, or undefined; what an alias or a merge key gives counts as being there. */
export function valueAt(document: Document, path: YamlPath): unknown {
  const node = path.length === 0 ? document.contents : document.getIn(path, true)
  if (isScalar(node)) return node.value
  // By way of the whole: a collection may hold an alias that cannot be read.
  return isCollection(node) || node === undefined || isAlias(node) ? dataAt(dataIn(document), path) : node
}

/** Why a change was not carried out. */
export interface Refusal {
  change: DocumentChange
  /** `unparsable`: fix the text first. `no-place`: the document is no mapping, or a step is no index. `key-taken`: the name exists. */
  reason: 'unparsable' | 'no-place' | 'key-taken'
}

export interface Edited {
  text: string
  /** Of the text that was given, in order. Outside of them no byte differs. */
  edits: TextEdit[]
  refused: Refusal[]
}

interface Working {
  text: string
  pieces: Piece[]
  /** Of the text that was given: an emptied one does not tell. */
  eol: string
}

/** One small thing done to the text; the change is looked at again afterwards unless `done`. */
type Move = { edits: TextEdit[]; done: boolean } | { instead: DocumentChange[] } | { refused: Refusal['reason'] }

/**
 * Carries out changes one after another, each as the smallest edit of the text: a scalar's bytes, a key's bytes, whole lines. Comments,
 * order, quoting, anchors, line endings and unknown keys stay. A removed key takes its parent along when that becomes empty; a scalar in
 * the way of a deeper key gives way; `set` to undefined removes. What other places get from an anchor or a merge key keeps its value:
 * the changed place is written out. A text that does not parse is answered unchanged.
 */
export function editYaml(text: string, changes: readonly DocumentChange[]): Edited {
  let working: Working = { text, pieces: [{ from: 0, to: text.length }], eol: eolOf(text) }
  const refused: Refusal[] = []
  for (const change of changes) {
    const document = parseEditable(working.text)
    if (document.errors.length > 0) {
      refused.push({ change, reason: 'unparsable' })
      continue
    }
    const wanted = changedData(document.toJS(), change) ?? null
    const next = carryOut(working, change)
    if ('refused' in next) refused.push({ change, reason: next.refused })
    else working = reads(next.text, wanted) ? next : reprinted(working, change, wanted)
  }
  return { text: working.text, edits: editsOf(working.pieces, text), refused }
}

/** One field edit: `editYaml` with a single `set`; `undefined` removes the key, and its parent when it becomes empty. */
export function writeAt(text: string, path: YamlPath, value: unknown): string {
  return editYaml(text, [value === undefined ? { op: 'remove', path: [...path] } : { op: 'set', path: [...path], value }]).text
}

function reads(text: string, wanted: unknown): boolean {
  const document = parseEditable(text)
  if (document.errors.length > 0) return false
  const data: unknown = document.toJS() ?? null
  // A document without content and one with an empty mapping say the same.
  return sameData(data, wanted) || (data === null && isEmptyCollection(wanted))
}

function move({ text, pieces, eol }: Working, edits: readonly TextEdit[]): Working {
  return { text: applyEdits(text, edits), pieces: applyToPieces(pieces, edits), eol }
}

/** Moves towards one change; more than this many means that the text resists. */
const maxMoves = 500

function carryOut(from: Working, change: DocumentChange): Working | { refused: Refusal['reason'] } {
  let working = from
  const open = [change]
  for (let count = 0; count < maxMoves; count += 1) {
    const [current] = open
    if (!current) return working
    const document = parseEditable(working.text)
    if (document.errors.length > 0) return working
    const next = nextMove(working, document, current)
    if ('refused' in next) return next
    if ('instead' in next) open.splice(0, 1, ...next.instead)
    else {
      working = move(working, next.edits)
      if (next.done) open.shift()
    }
  }
  return working
}

function nextMove({ text, eol }: Working, document: Document, change: DocumentChange): Move {
  const style: PrintStyle = { eol, ...layoutOf(text, document), isJson: looksLikeJson(text, document) }
  const { path } = change
  const place = placeOf(text, document, path)
  const data: unknown = document.toJS()
  if (change.op === 'set' && change.value !== undefined) {
    const value = withoutUndefined(change.value)
    const before = dataAt(data, path)
    if (before !== undefined && sameData(before, value)) return { edits: [], done: true }
    if (place.ended === 'found') {
      const parts = partsOf(before, value, path)
      if (parts) return { instead: parts }
    }
    return prepared(text, document, change, place, path, style) ?? set(text, place, path, value, style)
  }
  if (dataAt(data, path) === undefined) return { edits: [], done: true }
  if (change.op === 'rename') {
    if (change.key === String(path.at(-1))) return { edits: [], done: true }
    if (dataAt(data, [...path.slice(0, -1), change.key]) !== undefined) return { refused: 'key-taken' }
    // A key's name is part of what its mapping gives to others, its value is not.
    const ready = prepared(text, document, change, place, path.slice(0, -1), style)
    if (ready) return ready
    const entry = place.steps.at(-1)?.entry
    const edits = entry && isMap(place.steps.at(-1)?.parent) ? renameKey(entry, change.key, inFlow(place.steps), style) : undefined
    return edits ? { edits, done: true } : { refused: 'no-place' }
  }
  const removed = prunedPath(data, path)
  if (removed.length < path.length) return { instead: [{ op: 'remove', path: [...removed] }] }
  if (path.length === 0) return { refused: 'no-place' }
  return prepared(text, document, change, place, path, style) ?? { edits: removeEntry(text, place.steps), done: true }
}

/** Written out first: anchors others read, an alias on the way, a key that only a merge gives. */
function prepared(
  text: string,
  document: Document,
  change: DocumentChange,
  place: Place,
  touched: YamlPath,
  style: PrintStyle,
): Move | undefined {
  const released = releaseAnchor(text, document, touched, style)
  if (released) return { edits: released, done: false }
  const depth = place.steps.length
  if (place.ended === 'alias' && isAlias(place.node))
    return { edits: replaceValue(text, place.steps, place.node.toJS(document), style), done: false }
  const parent = place.steps.at(-1)?.parent
  // Under a key that goes, the merge would show what it gives for it.
  if (place.ended === 'found' && change.op !== 'set' && isMap(parent) && mergeGives(document, parent, String(change.path.at(-1))))
    return { edits: expandMerge(text, document, parent, place.steps.slice(0, -1), style), done: false }
  if (place.ended !== 'merged' || !isMap(place.node)) return undefined
  const key = change.path[depth]
  // No merge, then: a collection as a key.
  if (!place.node.items.some((pair) => keyName(pair.key) === '<<')) return { refused: 'no-place' }
  const isSet = change.op === 'set' && change.value !== undefined
  if (key === undefined || (isSet && depth === change.path.length - 1)) return undefined
  if (isSet || depth < change.path.length - 1) {
    const inherited = childOf(place.node.toJS(document), key)
    return { edits: insert(text, place.node, place.steps, String(key), inherited, style), done: false }
  }
  return { edits: expandMerge(text, document, place.node, place.steps, style), done: false }
}

function set(text: string, place: Place, path: YamlPath, value: unknown, style: PrintStyle): Move {
  const { steps, node } = place
  if (place.ended === 'found')
    return steps.length === 0 ? { refused: 'no-place' } : { edits: replaceValue(text, steps, value, style), done: true }
  const [key, ...rest] = path.slice(steps.length)
  if (key === undefined) return { refused: 'no-place' }
  const nested = rest.reduceRight<unknown>((inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value)
  if (isSeq(node) && !/^\d+$/.test(String(key))) return { refused: 'no-place' }
  if (isCollection(node) && node.items.length > 0) {
    const edits = isSeq(node)
      ? appendItem(text, node, isFlow(node) || inFlow(steps), nested, style)
      : isMap(node)
        ? insert(text, node, steps, String(key), nested, style)
        : []
    return { edits, done: true }
  }
  if (steps.length > 0)
    return { edits: replaceValue(text, steps, typeof key === 'number' && !isMap(node) ? [nested] : { [key]: nested }, style), done: true }
  const isNothing = node === null || (isScalar(node) && node.value === null) || isMap(node)
  if (!isNothing) return { refused: 'no-place' }
  const range = isMap(node) || isScalar(node) ? node.range : undefined
  return { edits: insertRoot(text, range ? [range[0], range[1]] : undefined, String(key), nested, style), done: true }
}

function insert(text: string, map: YAMLMap, steps: readonly Step[], key: string, value: unknown, style: PrintStyle): TextEdit[] {
  const parent = steps.at(-1)
  const parentKey = parent ? (keyOf(parent.entry) ?? '') : undefined
  return insertKey(text, map, isFlow(map) || inFlow(steps), parentKey, key, value, style)
}

function mergeGives(document: Document, map: YAMLMap, key: string): boolean {
  const merge = map.items.find((pair) => keyName(pair.key) === '<<')?.value
  const sources: unknown = isAlias(merge) || isCollection(merge) ? merge.toJS(document) : undefined
  return [sources].flat().some((source) => childOf(source, key) !== undefined)
}

/** `<<: *base` as the keys it gives. */
function expandMerge(text: string, document: Document, map: YAMLMap, steps: readonly Step[], style: PrintStyle): TextEdit[] {
  const entries = entriesOf(text, map)
  const merge = entries.find((entry) => keyOf(entry) === '<<')
  const all: unknown = map.toJS(document)
  if (!merge || !isRecord(all)) return []
  const own = new Set(entries.map(keyOf))
  const given = Object.entries(all).filter(([key]) => !own.has(key))
  const printed =
    isFlow(map) || inFlow(steps)
      ? given.map(([key, value]) => `${flowText(key, style)}: ${flowText(value, style)}`).join(', ')
      : given.map(([key, value]) => pairText(key, value, columnOf(text, merge.start), style)).join(style.eol)
  return [{ offset: merge.start, length: merge.end - merge.start, text: printed.trimStart() }]
}

/** A collection that becomes another one: only what differs in it. Undefined when it is to be replaced as a whole. */
function partsOf(before: unknown, after: unknown, path: YamlPath): DocumentChange[] | undefined {
  const at = (key: string | number) => [...path, key]
  if (Array.isArray(before) && Array.isArray(after) && before.length > 0 && after.length > 0) {
    const [old, now]: [unknown[], unknown[]] = [before, after]
    let same = 0
    while (same < Math.min(old.length, now.length) && sameData(old[same], now[same])) same += 1
    let tail = 0
    // Items behind a removed one keep their lines.
    if (old.length > now.length)
      while (tail < now.length - same && sameData(old[old.length - 1 - tail], now[now.length - 1 - tail])) tail += 1
    const changes: DocumentChange[] = []
    for (let index = same; index < now.length - tail; index += 1) changes.push({ op: 'set', path: at(index), value: now[index] })
    for (let index = old.length - tail - 1; index >= now.length - tail; index -= 1) changes.push({ op: 'remove', path: at(index) })
    return changes
  }
  if (!isRecord(before) || !isRecord(after) || isEmptyCollection(before) || isEmptyCollection(after)) return undefined
  return [
    ...Object.entries(after).flatMap(([key, value]): DocumentChange[] =>
      sameData(before[key], value) ? [] : [{ op: 'set', path: at(key), value }],
    ),
    ...Object.keys(before).flatMap((key): DocumentChange[] => (Object.hasOwn(after, key) ? [] : [{ op: 'remove', path: at(key) }])),
  ]
}

/** The parent goes with its only entry. */
function prunedPath(data: unknown, path: YamlPath): YamlPath {
  if (path.length < 2) return path
  const parent = dataAt(data, path.slice(0, -1))
  return typeof parent === 'object' && parent !== null && Object.keys(parent).length === 1 ? prunedPath(data, path.slice(0, -1)) : path
}

function looksLikeJson(text: string, document: Document): boolean {
  const root = document.contents
  return isMap(root) && isFlow(root) && /^\ufeff?\s*\{\s*"/.test(text)
}

/** Should the small edit not read back as asked: the library's own print, which keeps comments but not every byte. */
function reprinted(working: Working, change: DocumentChange, wanted: unknown): Working {
  const document = parseEditable(working.text)
  const { contents } = document
  if (change.op === 'rename' || !isCollection(contents)) return working
  if (change.op === 'remove' || change.value === undefined) document.deleteIn(change.path)
  else document.setIn(change.path, document.createNode(withoutUndefined(change.value)))
  const printed = document.toString({ lineWidth: 0 }).replaceAll('\n', working.eol)
  return reads(printed, wanted) ? { ...working, text: printed, pieces: [{ text: printed }] } : working
}
