/**
 * The structure of a YAML text by its lines: which keys and items stand where, and what contains them. It reads texts that do not parse,
 * as they are while somebody types: brackets and quotes left open end where the next line clearly begins something new.
 */

export interface OutlineEntry {
  type: 'key' | 'item'
  /** The key as data, without quotes; `-` for items. */
  name: string
  /** Where the key or dash begins and ends (without the colon). */
  offset: number
  end: number
  column: number
  line: number
  /** After the colon or dash. */
  valueOffset: number
  parent: OutlineEntry | undefined
  /** Among the items of its parent. */
  index: number
}

/** A mapping or list in brackets. */
export interface FlowFrame {
  open: '{' | '['
  offset: number
  /** After the closing bracket; the end of what was read when there is none. */
  end: number
  /** Parts between commas. */
  parts: FlowPart[]
  /** What contains it: an entry of the outline, or a part of another frame. */
  owner: OutlineEntry | undefined
  within: { frame: FlowFrame; part: number } | undefined
}

export interface FlowPart {
  offset: number
  end: number
  key?: string
  keyEnd?: number
  /** After the colon. */
  valueOffset?: number
}

export interface Outline {
  text: string
  entries: OutlineEntry[]
  frames: FlowFrame[]
  /** Parts where nothing is proposed: comments and block scalars, `[from, to]`. */
  quiet: [number, number][]
}

const keyPattern =
  /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|((?:[^\s#,[\]{}&*!|>'"%@`-]|-(?=\S)|[?](?=\S))(?:[^:#\n]|:(?=\S)|(?<=\S)#)*?))[ \t]*:(?=[ \t]|$)/
const blockScalar = /(?:^|[ \t])[|>][-+]?[1-9]?[-+]?[ \t]*(?:#.*)?$/

interface Line {
  offset: number
  text: string
  indent: number
}

function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (let offset = 0; ; ) {
    const next = text.indexOf('\n', offset)
    const end = next === -1 ? text.length : next
    const content = text.slice(offset, text[end - 1] === '\r' && end > offset ? end - 1 : end)
    lines.push({ offset, text: content, indent: content.length - content.trimStart().length })
    if (next === -1) return lines
    offset = next + 1
  }
}

/** Where a comment of a line begins, outside of quotes; the length of the line when there is none. */
function commentStart(text: string, from: number): number {
  let quote = ''
  for (let at = from; at < text.length; at += 1) {
    const char = text[at]
    if (quote) {
      if (char === '\\' && quote === '"') at += 1
      else if (char === quote) quote = ''
    } else if ((char === '"' || char === "'") && /[\s:,[{-]/.test(text[at - 1] ?? ' ')) quote = char
    else if (char === '#' && (at === 0 || /\s/.test(text[at - 1] ?? ' '))) return at
  }
  return text.length
}

/** Reads a text line by line; never throws, linear in its length. */
export function outlineOf(text: string): Outline {
  const outline: Outline = { text, entries: [], frames: [], quiet: [] }
  const lines = linesOf(text)
  const open: OutlineEntry[] = []
  let scalarIndent: number | undefined
  for (let number = 0; number < lines.length; number += 1) {
    const line = lines[number]
    if (!line) break
    const isBlank = line.indent === line.text.length
    if (scalarIndent !== undefined) {
      if (isBlank || line.indent > scalarIndent) {
        outline.quiet.push([line.offset, line.offset + line.text.length])
        continue
      }
      scalarIndent = undefined
    }
    const comment = commentStart(line.text, 0)
    if (comment < line.text.length) outline.quiet.push([line.offset + comment + 1, line.offset + line.text.length])
    if (isBlank || comment === line.indent || /^(?:---|\.\.\.)(?:\s|$)|^%/.test(line.text)) continue

    let column = line.indent
    let last: OutlineEntry | undefined
    for (;;) {
      const rest = line.text.slice(column, comment)
      const dash = /^-(?=[ \t]|$)/.test(rest)
      const key = dash ? undefined : keyPattern.exec(rest)
      if (!dash && !key) break
      while (open.length > 0) {
        const top = open[open.length - 1]
        // Items may stand in the column of the key they belong to.
        if (!top || top.column < column || (dash && top.type === 'key' && top.column === column)) break
        open.pop()
      }
      const parent = open[open.length - 1]
      const written = key ? (key[0].replace(/[ \t]*:$/, '').length ?? 0) : 1
      const entry: OutlineEntry = {
        type: dash ? 'item' : 'key',
        name: key ? (key[1] ?? key[2] ?? key[3] ?? '').trim() : '-',
        offset: line.offset + column,
        end: line.offset + column + written,
        column,
        line: number,
        valueOffset: line.offset + column + (key ? key[0].length : 1),
        parent,
        index: 0,
      }
      if (dash) entry.index = nextIndex(outline, parent)
      outline.entries.push(entry)
      open.push(entry)
      last = entry
      column += key ? key[0].length : 1
      while (line.text[column] === ' ' || line.text[column] === '\t') column += 1
      if (key || column >= comment) break
    }
    const value = line.text.slice(column, comment)
    if (last && blockScalar.test(value)) scalarIndent = last.type === 'key' ? last.column : line.indent
    const bracket = /^(?:[&!][^\s]*[ \t]+)*[[{]/.exec(value)
    if (bracket) {
      const start = line.offset + column + bracket[0].length - 1
      number = lineAt(lines, readFlow(outline, start, last, last?.column ?? -1), number)
    }
  }
  return outline
}

const counts = new WeakMap<Outline, Map<OutlineEntry | undefined, number>>()
function nextIndex(outline: Outline, parent: OutlineEntry | undefined): number {
  const known = counts.get(outline) ?? new Map<OutlineEntry | undefined, number>()
  counts.set(outline, known)
  const index = known.get(parent) ?? 0
  known.set(parent, index + 1)
  return index
}

function lineAt(lines: readonly Line[], offset: number, from: number): number {
  let number = from
  while (number + 1 < lines.length && (lines[number + 1]?.offset ?? 0) < offset) number += 1
  return number
}

/** Reads brackets from `start`; answers the offset where they end. A line that begins a key at or left of `column` ends them. */
function readFlow(outline: Outline, start: number, owner: OutlineEntry | undefined, column: number): number {
  const { text } = outline
  const stack: FlowFrame[] = []
  let at = start
  const part = (frame: FlowFrame): FlowPart => frame.parts[frame.parts.length - 1] ?? { offset: at, end: at }
  while (at < text.length) {
    const char = text[at]
    const frame = stack[stack.length - 1]
    if (char === '\n') {
      const next = text.slice(at + 1, text.indexOf('\n', at + 1) === -1 ? undefined : text.indexOf('\n', at + 1))
      const indent = next.length - next.trimStart().length
      if (indent <= Math.max(column, 0) && (/^[\w$."'-]+[ \t]*:(?:\s|$)/.test(next.trimStart()) || /^-(?:\s|$)/.test(next.trimStart())))
        break
    } else if (char === '#' && /\s/.test(text[at - 1] ?? ' ')) {
      const end = text.indexOf('\n', at)
      outline.quiet.push([at + 1, end === -1 ? text.length : end])
      at = end === -1 ? text.length : end
      continue
    } else if ((char === '"' || char === "'") && /[\s:,[{]/.test(text[at - 1] ?? ' ')) {
      const end = closingQuote(text, at)
      // Left open: the rest of the line is the text.
      at = end === -1 ? lineEnd(text, at) : end
      continue
    } else if (char === '{' || char === '[') {
      const within = frame ? { frame, part: frame.parts.length - 1 } : undefined
      const opened: FlowFrame = { open: char, offset: at, end: text.length, parts: [{ offset: at + 1, end: at + 1 }], owner, within }
      stack.push(opened)
      outline.frames.push(opened)
    } else if (char === '}' || char === ']') {
      if (frame) {
        part(frame).end = at
        frame.end = at + 1
        stack.pop()
      }
      if (stack.length === 0) return at + 1
    } else if (char === ',' && frame) {
      part(frame).end = at
      frame.parts.push({ offset: at + 1, end: at + 1 })
    } else if (char === ':' && frame && part(frame).key === undefined && /[\s,[\]{}]|^$/.test(text[at + 1] ?? '')) {
      const here = part(frame)
      here.key = unquoted(text.slice(here.offset, at).trim())
      here.keyEnd = at
      here.valueOffset = at + 1
    }
    at += 1
  }
  for (const frame of stack) {
    part(frame).end = at
    frame.end = at
  }
  return at
}

/** After the quote that closes the one at `at`, on the same line; -1 when it is left open. */
function closingQuote(text: string, at: number): number {
  const quote = text[at]
  for (let index = at + 1; index < text.length && text[index] !== '\n'; index += 1) {
    if (text[index] === '\\' && quote === '"') index += 1
    else if (text[index] === quote) {
      if (quote === "'" && text[index + 1] === "'") index += 1
      else return index + 1
    }
  }
  return -1
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}

/** A key or word without its quotes. */
export function unquoted(word: string): string {
  const first = word[0]
  if (first !== '"' && first !== "'") return word
  return word.slice(1, word.length > 1 && word.endsWith(first) ? -1 : undefined)
}

/** Keys and indexes from the root to an entry, itself included. */
export function pathOf(entry: OutlineEntry | undefined): (string | number)[] {
  const path: (string | number)[] = []
  for (let at = entry; at; at = at.parent) path.unshift(at.type === 'key' ? at.name : at.index)
  return path
}
