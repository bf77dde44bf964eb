import { expect, test } from 'vitest'
import type { Assertion } from '@/lib/contract/example'
import { checkAssertions } from './assertions'

const text = '{"predictions": [11055.97, 4503.08], "model": "blue"}'
const check = (assertion: Assertion, given: Partial<{ status: number; text: string; totalMs: number }> = {}) =>
  checkAssertions([assertion], { status: 200, text, totalMs: 18.4, ...given })[0]

test.each<[Assertion, boolean]>([
  [{ kind: 'status', equals: 200 }, true],
  [{ kind: 'status', equals: 424 }, false],
  [{ kind: 'latency', maxMs: 20 }, true],
  [{ kind: 'latency', maxMs: 18 }, false],
  [{ kind: 'contains', text: '"blue"' }, true],
  [{ kind: 'contains', text: 'green' }, false],
  [{ kind: 'equals', path: '$.model', value: 'blue' }, true],
  [{ kind: 'equals', path: '$.predictions', value: [11055.97, 4503.08] }, true],
  [{ kind: 'equals', path: '$.predictions', value: [11055.97] }, false],
  [{ kind: 'equals', path: 'predictions[-1]', value: 4503.08 }, true],
  [{ kind: 'equals', path: '$.missing', value: null }, false],
  [{ kind: 'equals', path: '$.a b', value: null }, false],
  [{ kind: 'within', path: '$.predictions', value: [11056, 4503], tolerance: 0.1 }, true],
  [{ kind: 'within', path: '$.predictions', value: [11056, 4503], tolerance: 0.01 }, false],
  [{ kind: 'within', path: '$', value: { predictions: [11056, 4503], model: 'blue' }, tolerance: 0.1 }, true],
])('%j is %s', (assertion, passed) => {
  expect(check(assertion)?.passed).toBe(passed)
})

test('a failed one says what was found and where it differs first', () => {
  expect(check({ kind: 'within', path: '$.predictions', value: [11055.97, 9], tolerance: 1 })?.actual).toBe(
    '[11055.97,4503.08] (differs first at $.predictions[1])',
  )
  expect(check({ kind: 'equals', path: '$.x', value: 1 })?.actual).toBe('nothing at $.x')
  expect(check({ kind: 'equals', path: '$', value: 1 }, { text: '<html>' })?.actual).toBe('the answer is not JSON')
})

test('without an answer nothing passes', () => {
  for (const assertion of [
    { kind: 'status', equals: 200 },
    { kind: 'latency', maxMs: 1000 },
    { kind: 'contains', text: 'a' },
    { kind: 'equals', path: '$', value: null },
  ] satisfies Assertion[])
    expect(checkAssertions([assertion], { totalMs: 5 })[0]?.passed).toBe(false)
})
