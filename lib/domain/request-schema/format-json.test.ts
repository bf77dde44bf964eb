import { expect, it } from 'vitest'
import { formatJsonText } from '@/lib/domain/request-schema/format-json'

it('indents by two and keeps rows on one line', () => {
  expect(formatJsonText('{"data":[[1,2],[3,4]],"mode":"ok","none":{},"empty":[ ]}')).toBe(
    '{\n  "data": [\n    [1, 2],\n    [3, 4]\n  ],\n  "mode": "ok",\n  "none": {},\n  "empty": []\n}',
  )
})

it('changes no value: decimals, long integers, escapes and punctuation inside text', () => {
  const written = '[1.0, 12345678901234567890, 1e-7, "\\u00e4 \\" ] } , :", true, null]'
  expect(formatJsonText(` ${written}\n`)).toBe(written)
  expect(formatJsonText('{"a":[{"b":6.0}]}')).toBe('{\n  "a": [\n    {\n      "b": 6.0\n    }\n  ]\n}')
})

it('breaks an array that is longer than a line', () => {
  const values = Array.from({ length: 40 }, (_, index) => index + 100)
  const formatted = formatJsonText(JSON.stringify({ values }))
  expect(formatted.split('\n')).toHaveLength(44)
  expect(JSON.parse(formatted)).toEqual({ values })
})

it('handles a megabyte and deep nesting', () => {
  const deep = '['.repeat(500) + ']'.repeat(500)
  expect(formatJsonText(deep).replaceAll(/\s/g, '')).toBe(deep)
  const long = JSON.stringify(Array.from({ length: 100_000 }, (_, index) => index / 7))
  expect(JSON.parse(formatJsonText(long))).toEqual(JSON.parse(long))
})
