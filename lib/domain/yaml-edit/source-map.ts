/** Where the parts of a parsed document stand in its text. Offsets are UTF-16 code units. */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'

interface Token {
  type: string
  offset: number
  source: string
}

/** The tokens before a value: indicator, anchor, tag, spaces, comments. */
interface SourceItem {
  start: readonly Token[]
  sep: readonly Token[]
}

const isToken = (value: unknown): value is Token =>
  typeof value === 'object' && value !== null && 'offset' in value && 'source' in value && typeof value.source === 'string'
const tokensOf = (value: unknown): Token[] => (Array.isArray(value) ? value.filter(isToken) : [])

function sourceItem(value: unknown): SourceItem {
  if (typeof value !== 'object' || value === null) return { start: [], sep: [] }
  return { start: 'start' in value ? tokensOf(value.start) : [], sep: 'sep' in value ? tokensOf(value.sep) : [] }
}

export const isFlow = (node: unknown): boolean => isCollection(node) && node.flow === true

export const eolOf = (text: string): string => /\r?\n/.exec(text)?.[0] ?? '\n'
export const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1

/** Before the line's ending, or the end of the text. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset)
  if (newline === -1) return text.length
  return newline > offset && text[newline - 1] === '\r' ? newline - 1 : newline
}

/** After the line's ending. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset)
  return newline === -1 ? text.length : newline + 1
}

/** Columns before an offset; a byte order mark is none. */
export const columnOf = (text: string, offset: number): number => text.slice(lineStart(text, offset), offset).replace('\ufeff', '').length

const startOf = (node: unknown): number | undefined => (isNode(node) ? (node.range?.[0] ?? undefined) : undefined)

/** One entry of a mapping or sequence with its place. */
export interface Entry {
  key: unknown
  value: unknown
  /** Of the key, `?` or `-`. */
  start: number
  /** Before anchor, tag and value: after `:` or `-`; undefined when nothing separates key and value (`{a}`). */
  valueFrom: number | undefined
  /** Anchor and tag before the value. */
  props: readonly Token[]
  /** Position right after the last byte that is content; comments and line endings behind it are not. */
  end: number
}

const propTypes = new Set(['anchor', 'tag'])
const endOfToken = (token: Token) => token.offset + token.source.length

function entryOf(text: string, key: unknown, value: unknown, source: SourceItem, indicator: string, isItem: boolean): Entry {
  const before = isItem ? source.start : source.sep
  const mark = before.find((token) => token.type === indicator)
  const explicit = source.start.find((token) => token.type === 'explicit-key-ind' || token.type === 'seq-item-ind')
  const keyProps = isItem ? [] : source.start.filter((token) => propTypes.has(token.type))
  const props = before.filter((token) => propTypes.has(token.type))
  const start = explicit?.offset ?? keyProps[0]?.offset ?? props[isItem ? 0 : props.length]?.offset ?? startOf(isItem ? value : key) ?? 0
  const ends = [start, ...props.map(endOfToken), ...(mark ? [endOfToken(mark)] : []), endOf(text, key), endOf(text, value)]
  return { key, value, start, valueFrom: mark ? endOfToken(mark) : isItem ? start : undefined, props, end: Math.max(...ends) }
}

/** The entries of a mapping in the order of the text. */
export function entriesOf(text: string, map: YAMLMap): Entry[] {
  return map.items.map((pair) => entryOf(text, pair.key, pair.value, sourceItem(srcOf(pair)), 'map-value-ind', false))
}

/** The items of a sequence in the order of the text. */
export function itemsOf(text: string, seq: YAMLSeq): Entry[] {
  const raw: unknown = seq.srcToken && 'items' in seq.srcToken ? seq.srcToken.items : []
  const all: unknown[] = Array.isArray(raw) ? raw : []
  const holdsItem = (item: unknown) =>
    typeof item === 'object' &&
    item !== null &&
    (isFlow(seq)
      ? ('value' in item && item.value !== undefined) || ('key' in item && item.key != null) || ('sep' in item && item.sep !== undefined)
      : sourceItem(item).start.some((token) => token.type === 'seq-item-ind'))
  const sources = all.filter(holdsItem)
  return seq.items.map((value, index) => entryOf(text, undefined, value, sourceItem(sources[index]), 'seq-item-ind', true))
}

function srcOf(pair: Pair): unknown {
  return pair.srcToken
}

/** Right after the last byte of a node's own content; -1 for nothing. */
function endOf(text: string, node: unknown): number {
  if (isPair(node)) return Math.max(endOf(text, node.key), endOf(text, node.value))
  if (!isNode(node) || !node.range) return -1
  if (isScalar(node) || isAlias(node)) {
    const [start, end] = node.range
    if (start === end) return -1
    if (!isScalar(node) || (node.type !== 'BLOCK_LITERAL' && node.type !== 'BLOCK_FOLDED')) return end
    return start + blockContent(text.slice(start, end)).length
  }
  if (isFlow(node)) return node.range[1]
  const entries = isMap(node) ? entriesOf(text, node) : isSeq(node) ? itemsOf(text, node) : []
  return Math.max(-1, ...entries.map((entry) => entry.end))
}

/** A block scalar without its last line ending; blank lines behind it belong to it only with the `+` indicator. */
function blockContent(source: string): string {
  const header = source.slice(0, lineEnd(source, 0))
  return /^[|>]\d?\+/.test(header) ? source.replace(/\r?\n$/, '') : source.replace(/\s+$/, '')
}

/** The end of the line where an entry of a block collection ends, with comment lines behind it that are indented deeper than the entry. */
export function extentEnd(text: string, entry: Entry): number {
  const column = columnOf(text, entry.start)
  let end = lineEnd(text, entry.end)
  for (let line = nextLine(text, end); line < text.length; line = nextLine(text, line)) {
    const content = text.slice(line, lineEnd(text, line))
    const comment = /^( *)#/.exec(content)
    if (comment?.[1] !== undefined && comment[1].length > column) end = line + content.length
    else if (content.trim() !== '') break
  }
  return end
}

/** How the document indents: columns per level, and whether items of a sequence stand deeper than its key. */
export function layoutOf(text: string, document: Document): { step: number; indentSeq: boolean } {
  let step: number | undefined
  let indentSeq: boolean | undefined
  const walk = (node: unknown) => {
    if (isFlow(node)) return
    if (isMap(node)) {
      for (const entry of entriesOf(text, node)) {
        const column = columnOf(text, entry.start)
        if (isCollection(entry.value) && !isFlow(entry.value)) {
          const first = isMap(entry.value)
            ? entriesOf(text, entry.value)[0]
            : isSeq(entry.value)
              ? itemsOf(text, entry.value)[0]
              : undefined
          const deeper = first ? columnOf(text, first.start) - column : 0
          if (isMap(entry.value)) step ??= deeper
          else if (first) indentSeq ??= deeper > 0
        }
        walk(entry.value)
      }
    } else if (isSeq(node)) node.items.forEach(walk)
  }
  walk(document.contents)
  return { step: step === undefined || step < 1 ? 2 : Math.min(step, 8), indentSeq: indentSeq ?? true }
}

/** The node as the library types it, when it is one. */
export const asNode = (value: unknown): Node | undefined => (isNode(value) ? value : undefined)
