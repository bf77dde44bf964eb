import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAnsi, stripAnsi } from './ansi'

test('keeps colours and weight, in order', () => {
  expect(parseAnsi('\x1b[31mERROR\x1b[0m root \x1b[1;32mok\x1b[22m!')).toEqual([
    { text: 'ERROR', colour: 'red' },
    { text: ' root ' },
    { text: 'ok', colour: 'green', bold: true },
    { text: '!', colour: 'green' },
  ])
})

test('drops cursor movement, titles, links and bells', () => {
  expect(parseAnsi('a\x1b[2Kb\x1b]0;title\x07c\x1b]8;;http://evil\x1b\\d\x1b]8;;\x1b\\\x07\r')).toEqual([{ text: 'abcd' }])
})

test('does not read 256-colour arguments as codes', () => {
  expect(parseAnsi('\x1b[38;5;31mx\x1b[48;2;31;32;33my')).toEqual([{ text: 'xy' }])
})

test('markup stays text', () => {
  expect(parseAnsi('<img src=x onerror=alert(1)>')).toEqual([{ text: '<img src=x onerror=alert(1)>' }])
})

test('the runs together are the stripped line, without control characters', () => {
  const piece = fc.constantFrom('\x1b', '[', ']', '0', '31', 'm', ';', 'K', 'text', '\x07', '\\', '\x9b', '\t', '8;;')
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const line = pieces.join('')
      const text = parseAnsi(line)
        .map((run) => run.text)
        .join('')
      expect(text).toBe(stripAnsi(line))
      expect([...text].filter((letter) => letter < ' ' && letter !== '\t')).toEqual([])
    }),
  )
})
