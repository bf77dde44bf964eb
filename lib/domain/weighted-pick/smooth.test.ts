import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextPick } from './smooth'

function largestDistance(weights: number[], picks: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const counts = weights.map(() => 0)
  let largest = 0
  for (let n = 1; n <= picks; n++) {
    const index = nextPick(weights, counts)
    counts[index] = (counts[index] ?? 0) + 1
    for (const [i, weight] of weights.entries()) largest = Math.max(largest, Math.abs((counts[i] ?? 0) - (n * weight) / total))
  }
  return largest
}

test.each([[[90, 10]], [[50, 50]], [[34, 33, 33]], [[99, 1]], [[40, 40, 5, 5, 5, 5]]])('every prefix of %j stays within one', (weights) => {
  expect(largestDistance(weights, 1000)).toBeLessThan(1)
})

test('any weights stay within one at every prefix and are exact after a whole cycle', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 }), (weights) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      expect(largestDistance(weights, Math.min(total, 300))).toBeLessThan(1)
    }),
    { numRuns: 150 },
  )
})

test('a state with missing picks is evened out instead of kept', () => {
  const weights = [90, 10]
  const counts = [12, 4]
  for (let n = 0; n < 84; n++) {
    const index = nextPick(weights, counts)
    counts[index] = (counts[index] ?? 0) + 1
  }
  expect(counts).toEqual([90, 10])
})

test('no weights, no pick', () => {
  expect(nextPick([], [])).toBe(-1)
})
