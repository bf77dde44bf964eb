import { type FlowFrame, type Outline, type OutlineEntry, pathOf, unquoted } from '@/lib/domain/yaml-language/outline'

/** What stands at an offset of a text: what can be written there is decided by the schema at `path`. */
export interface Place {
  /**
   * `key`: a key of the mapping at `path`. `value`: the value at `path`. `open`: both may begin here (an empty line below a key, after
   * a dash): a key of the mapping at `path`, or its scalar.
   */
  at: 'key' | 'value' | 'open'
  path: (string | number)[]
  /** Keys the mapping has already, the one being written left out. */
  keys: string[]
  /** What is written there so far: `[start, end)` is replaced, `word` is what stands before the cursor. */
  start: number
  end: number
  word: string
  /** Column in which the keys of this mapping begin. */
  column: number
  isFlow: boolean
  /** The word stands in quotes; they stay. */
  quote: '"' | "'" | undefined
  /** A colon follows already. */
  hasColon: boolean
  /** Something other than spaces stands before it on the line (a dash, a key). */
  isFirstOnLine: boolean
}

/** The place at an offset; undefined in comments, block scalars and where nothing can be proposed. */
export function placeAt(outline: Outline, offset: number): Place | undefined {
  if (outline.quiet.some(([from, to]) => offset >= from && offset <= to)) return undefined
  const frame = innermost(outline.frames, offset)
  return frame ? flowPlace(outline, frame, offset) : blockPlace(outline, offset)
}

function innermost(frames: readonly FlowFrame[], offset: number): FlowFrame | undefined {
  let best: FlowFrame | undefined
  for (const frame of frames)
    if (frame.offset < offset && offset < Math.max(frame.end, frame.offset + 1) + (isOpen(frame) ? 1 : 0)) best = frame
  return best
}

const isOpen = (frame: FlowFrame) => frame.parts[frame.parts.length - 1]?.end === frame.end

function framePath(frame: FlowFrame): (string | number)[] {
  const base = frame.within ? framePath(frame.within.frame) : pathOf(frame.owner)
  if (!frame.within) return base
  const part = frame.within.frame.parts[frame.within.part]
  return [...base, frame.within.frame.open === '{' ? (part?.key ?? '') : frame.within.part]
}

function flowPlace({ text }: Outline, frame: FlowFrame, offset: number): Place | undefined {
  const index = frame.parts.findIndex((part) => part.offset <= offset && offset <= part.end)
  const part = frame.parts[index]
  if (!part) return undefined
  const path = framePath(frame)
  const keys = frame.parts.filter((other) => other !== part && other.key !== undefined).map((other) => other.key ?? '')
  const shared = { keys, column: 0, isFlow: true, isFirstOnLine: false }
  if (frame.open === '{' && (part.valueOffset === undefined || offset <= (part.keyEnd ?? 0))) {
    const span = wordSpan(text, part.offset, part.keyEnd ?? part.end, offset)
    return span && { ...shared, ...span, at: 'key', path, hasColon: part.key !== undefined }
  }
  const span = wordSpan(text, part.valueOffset ?? part.offset, part.end, offset)
  return span && { ...shared, ...span, at: 'value', path: [...path, frame.open === '{' ? (part.key ?? '') : index], hasColon: false }
}

/** The word around the cursor in a part of the text: without the spaces around it, inside of its quotes. */
function wordSpan(text: string, from: number, to: number, offset: number): Pick<Place, 'start' | 'end' | 'word' | 'quote'> | undefined {
  let start = from
  while (start < offset && /\s/.test(text[start] ?? '')) start += 1
  let end = Math.max(to, offset)
  while (end > offset && /\s/.test(text[end - 1] ?? '')) end -= 1
  const anchor = /^[&!]\S*\s+/.exec(text.slice(start, offset))
  if (anchor) start += anchor[0].length
  const first = text[start]
  const quote = first === '"' || first === "'" ? first : undefined
  if (quote && offset > start) {
    start += 1
    if (end > offset && text[end - 1] === quote) end -= 1
  }
  if (offset < start) return undefined
  return { start, end, word: text.slice(start, offset), quote: quote && offset >= start ? quote : undefined }
}

function blockPlace(outline: Outline, offset: number): Place | undefined {
  const { text, entries } = outline
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  let lineStop = text.indexOf('\n', offset)
  if (lineStop === -1) lineStop = text.length
  if (text[lineStop - 1] === '\r' && lineStop > offset) lineStop -= 1
  const comment = outline.quiet.find(([from]) => from > offset && from <= lineStop)
  if (comment) lineStop = comment[0] - 1
  const onLine = entries.filter((entry) => entry.offset >= lineStart && entry.offset < Math.max(lineStop, lineStart + 1))
  const edited = onLine.find((entry) => entry.type === 'key' && entry.offset <= offset && offset <= entry.end)
  if (edited) {
    const span = wordSpan(text, edited.offset, edited.end, offset)
    const first = onLine[0] === edited
    return span && { ...keyPlace(outline, edited.parent, edited.column, edited), ...span, hasColon: true, isFirstOnLine: first }
  }
  const last = onLine.filter((entry) => entry.valueOffset <= offset).pop()
  if (last?.type === 'key') {
    if (offset === last.valueOffset) return undefined
    const span = wordSpan(text, last.valueOffset, lineStop, offset)
    return (
      span && {
        at: 'value',
        path: pathOf(last),
        keys: [],
        column: last.column,
        isFlow: false,
        hasColon: false,
        isFirstOnLine: false,
        ...span,
      }
    )
  }
  if (last && offset === last.valueOffset) return undefined
  const span = wordSpan(text, last ? last.valueOffset : lineStart, lineStop, offset)
  if (!span) return undefined
  // A colon without a space behind it makes no key yet; `- ` alone on the line begins an item.
  const wordStart = span.quote ? span.start - 1 : span.start
  const column = wordStart - lineStart
  const parent = last ?? parentAt(entries, lineStart, column, span.word === '' && span.end === span.start)
  const isFirst = last === undefined
  return { ...keyPlace(outline, parent, column, undefined), ...span, hasColon: false, isFirstOnLine: isFirst, at: parent ? 'open' : 'key' }
}

/** What a new line with its first letter in a column belongs to: the nearest entry above that stands further left. */
function parentAt(entries: readonly OutlineEntry[], lineStart: number, column: number, isEmpty: boolean): OutlineEntry | undefined {
  let above: OutlineEntry | undefined
  for (const entry of entries) {
    if (entry.offset >= lineStart) break
    above = entry
  }
  for (let entry = above; entry; entry = entry.parent) {
    if (entry.column < column) return entry
    // On an empty line the next thing may be a dash, which belongs to the key of its column; a letter never does.
    if (isEmpty && entry.column === column && column > 0 && entry.type === 'item') return entry.parent
  }
  return undefined
}

function keyPlace(outline: Outline, parent: OutlineEntry | undefined, column: number, edited: OutlineEntry | undefined) {
  const keys = outline.entries
    .filter((entry) => entry.type === 'key' && entry.parent === parent && entry !== edited)
    .map((entry) => entry.name)
  return { at: 'key' as const, path: pathOf(parent), keys, column, isFlow: false }
}

/** Scalars at the root, as far as the lines tell: what decides kind and compute while the text does not parse. */
export function rootScalars({ text, entries }: Outline): Record<string, string> {
  const found: Record<string, string> = Object.create(null)
  for (const entry of entries) {
    if (entry.parent || entry.type !== 'key') continue
    const end = text.indexOf('\n', entry.valueOffset)
    const value = text
      .slice(entry.valueOffset, end === -1 ? undefined : end)
      .replace(/\s#.*$/, '')
      .trim()
    if (value !== '') found[entry.name] = unquoted(value)
  }
  return { ...found }
}
