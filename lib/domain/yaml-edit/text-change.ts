/** The edits of a text that carry out one change at one place. Nothing here reads more than the place and its neighbours. */
import { isAlias, isMap, isScalar, isSeq, Scalar, type YAMLMap, type YAMLSeq } from 'yaml'
import type { TextEdit } from '@/lib/contract/finding'
import { predecessorOf } from '@/lib/domain/yaml-edit/key-order'
import { inFlow, keyOf, type Step } from '@/lib/domain/yaml-edit/place'
import {
  blockValue,
  flowText,
  isEmptyCollection,
  itemText,
  type PrintStyle,
  pairText,
  scalarText,
} from '@/lib/domain/yaml-edit/print-value'
import {
  columnOf,
  type Entry,
  entriesOf,
  extentEnd,
  isFlow,
  itemsOf,
  lineEnd,
  lineStart,
  nextLine,
} from '@/lib/domain/yaml-edit/source-map'

const isCollectionValue = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Puts `value` where the step's value stands. `anchor` (`&name`) is written before it, else the one that is there stays; a tag goes. */
export function replaceValue(text: string, steps: readonly Step[], value: unknown, style: PrintStyle, given?: string): TextEdit[] {
  const step = steps.at(-1)
  if (!step) return []
  const { entry } = step
  const anchor = given ?? entry.props.find((token) => token.type === 'anchor')?.source ?? ''
  const before = isScalar(entry.value) ? (entry.value.type ?? undefined) : undefined
  const join = (...parts: string[]) => parts.filter((part) => part !== '').join(' ')
  if (inFlow(steps)) {
    const printed = isCollectionValue(value) ? flowText(value, style) : scalarText(value, before, { inFlow: true, isJson: style.isJson })
    return replaceInline(entry, anchor, printed)
  }
  const isOneLine = !isCollectionValue(value) && !(typeof value === 'string' && (value.includes('\n') || isBlockType(before)))
  const { sameLine, below } = isOneLine
    ? { sameLine: scalarText(value, before, { inFlow: false, isJson: style.isJson }), below: '' }
    : isSeq(step.parent) && anchor === '' && !isEmptyCollection(value) && isCollectionValue(value)
      ? behindDash(value, columnOf(text, entry.start), style)
      : blockValue(
          typeof value === 'string' && isBlockType(before) ? blockScalar(value, before) : value,
          columnOf(text, entry.start),
          style,
        )
  const from = entry.valueFrom ?? entry.start
  const oldText = text.slice(from, entry.end)
  if (oldText.includes('\n')) {
    // The lines of a collection or block scalar end where the last of them does; a comment behind `key:` or `|` stays.
    const end = isMap(entry.value) || isSeq(entry.value) ? extentEnd(text, entry) : entry.end
    const comment = isFlow(entry.value) ? '' : (/^[^#"']*?\s(#.*?)\r?\n/.exec(oldText)?.[1] ?? '')
    const head = join(anchor, sameLine, comment)
    return [{ offset: from, length: end - from, text: (head === '' ? '' : ` ${head}`) + below }]
  }
  const isEmptied = anchor === '' && sameLine === ''
  const inline = isEmptied ? [{ offset: from, length: entry.end - from, text: '' }] : replaceInline(entry, anchor, sameLine)
  // A comment on the line stays there; what is below begins on the next.
  return below === '' ? inline : [...inline, { offset: lineEnd(text, entry.end), length: 0, text: below }]
}

const isBlockType = (type: string | undefined): type is 'BLOCK_LITERAL' | 'BLOCK_FOLDED' =>
  type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED'

function blockScalar(value: string, type: 'BLOCK_LITERAL' | 'BLOCK_FOLDED'): Scalar {
  const scalar = new Scalar(value)
  scalar.type = type
  return scalar
}

/** A collection as an item: its first line stands behind the dash. */
function behindDash(value: object, column: number, style: PrintStyle): { sameLine: string; below: string } {
  const [first = '', ...rest] = itemText(value, column, style).split(style.eol)
  return { sameLine: first.trim().slice(1).trim(), below: rest.map((line) => style.eol + line).join('') }
}

function replaceInline(entry: Entry, anchor: string, printed: string): TextEdit[] {
  const { value, props, valueFrom, end } = entry
  const range = isScalar(value) || isAlias(value) || isMap(value) || isSeq(value) ? value.range : undefined
  const valueStart = range && range[1] > range[0] ? range[0] : undefined
  // The anchor that stays is not touched, nor the blanks behind it.
  if (valueStart !== undefined && props.length === 1 && props[0]?.source === anchor)
    return [{ offset: valueStart, length: end - valueStart, text: printed }]
  const start = props[0]?.offset ?? valueStart
  const text = [anchor, printed].filter((part) => part !== '').join(' ')
  if (start !== undefined) return [{ offset: start, length: end - start, text }]
  if (valueFrom !== undefined) return [{ offset: valueFrom, length: 0, text: ` ${text}` }]
  return [{ offset: end, length: 0, text: `: ${text}` }]
}

/** Adds `key: value` to a mapping that has entries. `parentKey` decides the order. */
export function insertKey(
  text: string,
  map: YAMLMap,
  isInFlow: boolean,
  parentKey: string | undefined,
  key: string,
  value: unknown,
  style: PrintStyle,
): TextEdit[] {
  const entries = entriesOf(text, map)
  const predecessor = predecessorOf(
    parentKey,
    entries.flatMap((entry) => keyOf(entry) ?? []),
    key,
  )
  const after = entries.find((entry) => predecessor !== undefined && keyOf(entry) === predecessor) ?? entries.at(-1)
  const first = entries[0]
  if (!after || !first) return []
  if (isInFlow) {
    const printed = `${flowText(key, style)}: ${flowText(value, style)}`
    return insertInFlow(text, after, printed)
  }
  return [{ offset: extentEnd(text, after), length: 0, text: style.eol + pairText(key, value, columnOf(text, first.start), style) }]
}

/** Adds an item at the end of a sequence that has items. */
export function appendItem(text: string, seq: YAMLSeq, isInFlow: boolean, value: unknown, style: PrintStyle): TextEdit[] {
  const items = itemsOf(text, seq)
  const [first, last] = [items[0], items.at(-1)]
  if (!first || !last) return []
  if (isInFlow) return insertInFlow(text, last, flowText(value, style))
  return [{ offset: extentEnd(text, last), length: 0, text: style.eol + itemText(value, columnOf(text, first.start), style) }]
}

function insertInFlow(text: string, after: Entry, printed: string): TextEdit[] {
  // Entries on lines of their own stay on lines of their own.
  const line = lineStart(text, after.start)
  const ownLine = text.slice(line, after.start).trim() === '' && line > 0
  const gap = ownLine ? lineBreakBefore(text, line) + text.slice(line, after.start) : ' '
  return [{ offset: after.end, length: 0, text: `,${gap}${printed}` }]
}

const lineBreakBefore = (text: string, line: number) => (text[line - 2] === '\r' ? '\r\n' : '\n')

/** Takes an entry out; others of its collection stay. */
export function removeEntry(text: string, steps: readonly Step[]): TextEdit[] {
  const step = steps.at(-1)
  if (!step) return []
  const { entry, entries, index } = step
  if (inFlow(steps)) return removeInFlow(text, entries, index)
  const line = lineStart(text, entry.start)
  const end = extentEnd(text, entry)
  const lead = text.slice(line, entry.start).replace('\ufeff', '')
  if (lead.trim() !== '') {
    // Behind a dash: what follows moves up to it.
    const following = entries[index + 1]
    const next = nextLine(text, end)
    const blanks = /^ */.exec(text.slice(next))?.[0].length ?? 0
    const to = following ? next + blanks : end
    return [{ offset: entry.start, length: to - entry.start, text: '' }]
  }
  const next = nextLine(text, end)
  const from = text[line] === '\ufeff' ? line + 1 : line
  if (next > end || line === 0) return [{ offset: from, length: next - from, text: '' }]
  // The last line without an ending: the ending before it goes, so that the text still ends without one.
  const before = text[line - 2] === '\r' ? line - 2 : line - 1
  return [{ offset: before, length: end - before, text: '' }]
}

function removeInFlow(text: string, entries: readonly Entry[], index: number): TextEdit[] {
  const entry = entries[index]
  if (!entry) return []
  const previous = entries[index - 1]
  const following = entries[index + 1]
  if (following && !text.slice(entry.end, following.start).includes('#'))
    return [{ offset: entry.start, length: following.start - entry.start, text: '' }]
  if (following) {
    // A comment stands between: the entry and its comma go, the comment stays.
    const comma = text.indexOf(',', entry.end)
    return [{ offset: entry.start, length: comma + 1 - entry.start, text: '' }]
  }
  if (previous && !text.slice(previous.end, entry.start).includes('#'))
    return [{ offset: previous.end, length: entry.end - previous.end, text: '' }]
  return [{ offset: entry.start, length: entry.end - entry.start, text: '' }]
}

/** Other bytes for a key, in its quotes. */
export function renameKey(entry: Entry, name: string, isInFlow: boolean, style: PrintStyle): TextEdit[] | undefined {
  if (!isScalar(entry.key) || !entry.key.range) return undefined
  const [start, end] = entry.key.range
  const printed = scalarText(name, entry.key.type ?? undefined, { inFlow: isInFlow, isJson: style.isJson })
  return [{ offset: start, length: end - start, text: printed }]
}

/** First keys of a document without content, behind whatever comments it has. */
export function insertRoot(
  text: string,
  range: readonly [number, number] | undefined,
  key: string,
  value: unknown,
  style: PrintStyle,
): TextEdit[] {
  const printed = pairText(key, value, 0, style)
  if (range && range[1] > range[0]) return [{ offset: range[0], length: range[1] - range[0], text: printed }]
  const marker = /^\.\.\.(?:\s|$)/m.exec(text)
  const offset = marker?.index ?? text.length
  const isLineStart = offset === 0 || text[offset - 1] === '\n' || text.slice(0, offset) === '\ufeff'
  return [{ offset, length: 0, text: (isLineStart ? '' : style.eol) + printed + style.eol }]
}
