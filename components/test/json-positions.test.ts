import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatPath, type PathStep, parseAnswer, parseJsonPath, valueAt } from '@/lib/domain/json-path/json-path'
import { offsetOf } from './json-positions'

const pathStep = fc.oneof(fc.string(), fc.nat(1000))

test('every path is read back as it was written', () => {
  fc.assert(
    fc.property(fc.array(pathStep, { maxLength: 5 }), (steps: PathStep[]) => {
      expect(parseJsonPath(formatPath(steps))).toEqual({ ok: true, steps })
    }),
  )
})

test.each(['$.a b', '$[', '$..a', '$[*]', 'a b'])('%s is no path of one value', (text) => {
  expect(parseJsonPath(text).ok).toBe(false)
})

test('members of the prototype are not found', () => {
  expect(valueAt({}, ['constructor'])).toEqual({ found: false })
  expect(valueAt([1], ['length'])).toEqual({ found: false })
})

test('an answer that is a string of JSON is opened', () => {
  expect(parseAnswer('"[1]"')).toEqual({ value: [1] })
  expect(parseAnswer('nope')).toBeUndefined()
})

test('the place of every value in a written document is found', () => {
  const leaf = (value: unknown, path: PathStep[]): { path: PathStep[]; value: unknown }[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, each]) => leaf(each, [...path, Array.isArray(value) ? Number(name) : name]))
      : [{ path, value }]
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2), (document, indent) => {
      const text = JSON.stringify(document, null, indent)
      for (const { path, value } of leaf(JSON.parse(text), []))
        expect(text.slice(offsetOf(text, path)).startsWith(JSON.stringify(value))).toBe(true)
    }),
  )
})
