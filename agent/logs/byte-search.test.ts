import { expect, test } from 'vitest'
import { type BlockBytes, byteSearch } from '@/agent/logs/byte-search'

const blockOf = (text: Buffer): BlockBytes => ({
  length: text.length,
  read: (offset, most) => text.subarray(offset, Math.min(text.length, offset + most)),
  all: () => text,
})
function findAll(text: Buffer, wanted: string): number[] {
  const find = byteSearch(blockOf(text), Buffer.from(wanted))
  const found: number[] = []
  for (let at = find(0); at !== -1; at = find(at + 1)) found.push(at)
  return found
}

test('finds a text across the borders of the pieces that are read, whether its letters are rare or not', () => {
  const size = 700_000
  for (const wanted of ['needle', 'aab', 'z']) {
    const text = Buffer.alloc(size, 'ab')
    // Around every border of 192 KiB, whole at the ends, and twice in a row.
    const places = [0, 196_600, 196_606, 393_200, 393_213, 589_822, size - wanted.length]
    for (const place of places) text.write(wanted, place)
    const expected: number[] = []
    for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) expected.push(at)
    expect(expected.length).toBeGreaterThanOrEqual(places.length)
    expect(findAll(text, wanted)).toEqual(expected)
  }
})

test('a letter that is rare at first and frequent later slows nothing down to a wrong answer', () => {
  const text = Buffer.concat([Buffer.alloc(4000, '.'), Buffer.alloc(120_000, 'xy'), Buffer.from('xyz'), Buffer.alloc(90_000, 'xy')])
  expect(findAll(text, 'xyz')).toEqual([124_000])
})

test('a log that was cut short ends the search', () => {
  const text = Buffer.from('only this is left')
  const find = byteSearch({ ...blockOf(text), length: 5000 }, Buffer.from('gone'))
  expect(find(0)).toBe(-1)
  expect(find(4000)).toBe(-1)
})
