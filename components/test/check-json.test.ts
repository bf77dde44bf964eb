import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkJson } from './check-json'

test('accepts every text JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2, '\t'), (value, indent) => {
      expect(checkJson(JSON.stringify(value, null, indent))).toEqual({ ok: true })
    }),
  )
})

test('agrees with JSON.parse on any text', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    'a',
    '\\',
    '\\u00e4',
    '1',
    '-',
    '.',
    'e',
    '0',
    'true',
    'null',
    ' ',
    '\n',
    '\u0001',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const text = pieces.join('')
      let parses = true
      try {
        JSON.parse(text)
      } catch {
        parses = false // the expected outcome for most generated texts
      }
      expect(checkJson(text).ok, JSON.stringify(text)).toBe(parses)
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['{\n  "data": [1, 2,\n}', 'trailing', 3, 1, 'value'],
  ['{\n  "data": [1, 2],\n}', 'trailing comma', 2, 17, 'trailingComma'],
  ["{'data': 1}", 'single quotes', 1, 2, 'key'],
  ['{"data" 1}', 'no colon', 1, 9, 'colon'],
  ['[1 2]', 'no comma', 1, 4, 'commaOrEnd'],
  ['[NaN]', 'NaN', 1, 2, 'value'],
  ['[01]', 'leading zero', 1, 3, 'number'],
  ['"abc', 'open string', 1, 1, 'string'],
  ['"a\\x"', 'bad escape', 1, 3, 'escape'],
  ['{} {}', 'two values', 1, 4, 'afterEnd'],
  ['  ', 'nothing', 1, 3, 'empty'],
])('%j (%s) fails at %i:%i', (text, _name, line, column, reason) => {
  expect(checkJson(text)).toMatchObject({ ok: false, line, column, reason })
})
