import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareJson } from './response-diff'

test('a document does not differ from itself', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (document) => void expect(compareJson(document, structuredClone(document)).differences).toEqual([])),
  )
})

test('numbers differ beyond the tolerance only, and the largest distance is said either way', () => {
  const [before, after] = [{ p: [1, 2, 3] }, { p: [1, 2.5, 3.125] }]
  expect(compareJson(before, after, 0.25)).toEqual({
    differences: [{ path: ['p', 1], kind: 'changed', before: 2, after: 2.5, distance: 0.5 }],
    more: false,
    largestDistance: 0.5,
    numbers: 3,
  })
  expect(compareJson(before, after, 1)).toMatchObject({ differences: [], largestDistance: 0.5 })
})

test('what came, went or became something else is named by its path', () => {
  expect(compareJson({ a: 1, b: [1, 2], c: null }, { b: [1], c: 'x', d: 2 }).differences).toEqual([
    { path: ['a'], kind: 'removed', before: 1 },
    { path: ['b', 1], kind: 'removed', before: 2 },
    { path: ['c'], kind: 'changed', before: null, after: 'x' },
    { path: ['d'], kind: 'added', after: 2 },
  ])
})

test('a flood of differences is cut and said', () => {
  const compared = compareJson(Array(600).fill(0), Array(600).fill(1))
  expect(compared.differences).toHaveLength(500)
  expect(compared.more).toBe(true)
})
