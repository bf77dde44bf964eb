import type { PathStep } from '@/lib/domain/json-path/json-path'

const space = /[ \t\r\n]*/y
const string = /"(?:[^"\\]|\\.)*"/y
const scalar = /[^\s,\]}]+/y

/**
 * Offset of the value (or, with `key`, of its member name) that a path leads to in a valid JSON text. A path that leads nowhere gives
 * the offset of the last value on the way, so that a missing member points at the object that lacks it.
 */
export function offsetOf(text: string, path: readonly PathStep[], key = false): number {
  let at = skip(space, text, 0)
  for (const [depth, step] of path.entries()) {
    const isLast = depth === path.length - 1
    const next =
      text[at] === '{' ? memberAt(text, at, String(step), key && isLast) : text[at] === '[' ? itemAt(text, at, Number(step)) : undefined
    if (next === undefined) return at
    at = next
  }
  return at
}

/** Line and column of an offset, both from 1. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

/** Offset of the first character of a line, counted from 1. */
export function lineStart(text: string, line: number): number {
  let at = 0
  for (let count = 1; count < line; count++) {
    const next = text.indexOf('\n', at)
    if (next === -1) return text.length
    at = next + 1
  }
  return at
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

function memberAt(text: string, open: number, name: string, wantsKey: boolean): number | undefined {
  let found: number | undefined
  let at = skip(space, text, open + 1)
  while (text[at] === '"') {
    const keyAt = at
    at = skip(string, text, at)
    const isWanted = JSON.parse(text.slice(keyAt, at)) === name
    at = skip(space, text, skip(space, text, at) + 1)
    // Of a key written twice the last counts, as for every parser here.
    if (isWanted) found = wantsKey ? keyAt : at
    at = skip(space, text, endOf(text, at))
    if (text[at] !== ',') break
    at = skip(space, text, at + 1)
  }
  return found
}

function itemAt(text: string, open: number, index: number): number | undefined {
  let at = skip(space, text, open + 1)
  for (let count = 0; text[at] !== ']' && at < text.length; count++) {
    if (count === index) return at
    at = skip(space, text, endOf(text, at))
    if (text[at] !== ',') return undefined
    at = skip(space, text, at + 1)
  }
  return undefined
}

/** Offset behind a value; nesting is counted, not recursed, so that deep documents cost nothing. */
function endOf(text: string, start: number): number {
  let depth = 0
  let at = start
  do {
    at = skip(space, text, at)
    const character = text[at]
    if (character === '"') at = skip(string, text, at)
    else if (character === '{' || character === '[') {
      depth++
      at++
    } else if (character === '}' || character === ']') {
      depth--
      at++
    } else if (character === ',' || character === ':') at++
    else at = Math.max(skip(scalar, text, at), at + 1)
  } while (depth > 0 && at < text.length)
  return at
}
