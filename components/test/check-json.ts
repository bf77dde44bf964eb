/** Where a JSON text stops being JSON. Lines and columns count from 1, columns in UTF-16 units as editors show them. */
export type JsonCheck = { ok: true } | { ok: false; reason: JsonFault; line: number; column: number; found: string }
export type JsonFault = 'empty' | 'value' | 'key' | 'colon' | 'commaOrEnd' | 'trailingComma' | 'string' | 'escape' | 'number' | 'afterEnd'

class Fault extends Error {
  constructor(
    readonly reason: JsonFault,
    readonly at: number,
  ) {
    super(reason)
  }
}

const space = /[ \t\r\n]*/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const literal = /true|false|null/y
const plain = /[\x20\x21\x23-\x5b\x5d-\uffff]*/y
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
/** Deeper nesting is left to the server; recursion must not overflow the page's stack. */
const maximumDepth = 500

/**
 * Checks a request body against RFC 8259 and says where the first error is.
 * Browsers word their own JSON.parse errors differently and some name no position, so this walks the text itself.
 */
export function checkJson(text: string): JsonCheck {
  try {
    const end = skip(space, text, value(text, skip(space, text, 0), 0))
    if (end < text.length) throw new Fault('afterEnd', end)
    return { ok: true }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const before = text.slice(0, error.at)
    const lastBreak = before.lastIndexOf('\n')
    const reason = text.trim() === '' ? 'empty' : error.reason
    return {
      ok: false,
      reason,
      line: before.split('\n').length,
      column: error.at - lastBreak,
      found: text.slice(error.at, error.at + 1),
    }
  }
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

function value(text: string, at: number, depth: number): number {
  if (depth > maximumDepth) throw new Fault('value', at)
  const first = text[at]
  if (first === '{') return members(text, at, '}', depth)
  if (first === '[') return members(text, at, ']', depth)
  if (first === '"') return string(text, at)
  const afterLiteral = skip(literal, text, at)
  if (afterLiteral > at) return afterLiteral
  const afterNumber = skip(number, text, at)
  if (afterNumber === at) throw new Fault(first === '-' ? 'number' : 'value', at)
  if (/[\d.eE]/.test(text[afterNumber] ?? '')) throw new Fault('number', afterNumber)
  return afterNumber
}

function members(text: string, open: number, close: '}' | ']', depth: number): number {
  let at = skip(space, text, open + 1)
  if (text[at] === close) return at + 1
  for (;;) {
    if (close === '}') {
      if (text[at] !== '"') throw new Fault('key', at)
      at = skip(space, text, string(text, at))
      if (text[at] !== ':') throw new Fault('colon', at)
      at = skip(space, text, at + 1)
    }
    at = skip(space, text, value(text, at, depth + 1))
    if (text[at] === close) return at + 1
    if (text[at] !== ',') throw new Fault('commaOrEnd', at)
    const comma = at
    at = skip(space, text, at + 1)
    if (text[at] === close) throw new Fault('trailingComma', comma)
  }
}

function string(text: string, open: number): number {
  let at = open + 1
  for (;;) {
    at = skip(plain, text, at)
    if (text[at] === '"') return at + 1
    if (text[at] !== '\\') throw new Fault('string', at < text.length ? at : open)
    const after = skip(escapeSequence, text, at)
    if (after === at) throw new Fault('escape', at)
    at = after
  }
}
