import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findMatches, jsonOf, lineParts, startedInstance } from './line-parts'
import { filterQuery, findWords, readChoice, searchQuery } from './log-choice'
import { drawnRows, endTopOf, scrollOfTop, scrollRange, tallest, topOfScroll } from './log-geometry'
import { mapMatches, mapRows } from './row-map'
import { parseSettings } from './use-log-settings'

test('rows are what a naive list of lines, insertions and folded ranges says', () => {
  const cut = fc.record({ at: fc.integer({ min: 5, max: 40 }), count: fc.integer({ min: 1, max: 6 }), isInsert: fc.boolean() })
  fc.assert(
    fc.property(
      fc.integer({ min: 5, max: 15 }),
      fc.integer({ min: 0, max: 25 }),
      fc.uniqueArray(cut, { selector: (one) => one.at, maxLength: 6 }),
      (start, size, cuts) => {
        const end = start + size
        const inserts = cuts.filter((one) => one.isInsert).map((one) => ({ before: one.at, item: `i${one.at}` }))
        const hidden = cuts.filter((one) => !one.isInsert).map((one) => ({ from: one.at, count: one.count }))
        const naive: (number | string)[] = []
        for (let number = start; number <= end; number++) {
          for (const { before, item } of inserts) if (before === number) naive.push(item)
          if (number < end && !hidden.some(({ from, count }) => from >= start && number >= from && number < from + count))
            naive.push(number)
        }
        const map = mapRows(start, end, inserts, hidden)
        const rows = Array.from({ length: map.count }, (_, row) => map.at(row)).map((one) =>
          one?.kind === 'line' ? one.number : one?.item,
        )
        expect(rows).toEqual(naive)
        for (const [row, one] of naive.entries()) if (typeof one === 'number') expect(map.rowOf(one)).toBe(row)
        expect(map.at(map.count)).toBeUndefined()
      },
    ),
  )
})

test('matches alone are rows by their place', () => {
  const map = mapMatches([3, 9, 20])
  expect([map.count, map.rowOf(9), map.rowOf(10), map.rowOf(99)]).toEqual([3, 1, 2, 2])
  expect(map.at(2)).toEqual({ kind: 'line', number: 20 })
})

test('every row can be scrolled to, however many there are, and a bounded number is drawn', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (rows, part) => {
      const geometry = { rows, rowHeight: 20, viewHeight: 600, endTop: endTopOf(rows, 20, 600) }
      const top = part * geometry.endTop
      expect(scrollRange(geometry)).toBeLessThanOrEqual(tallest)
      expect(topOfScroll(geometry, scrollOfTop(geometry, top))).toBeCloseTo(top, 4)
      const { first, count } = drawnRows(geometry, top)
      expect(first + count).toBeLessThanOrEqual(rows)
      expect(count).toBeLessThanOrEqual(32)
    }),
  )
})

test('the pieces of a line are the line, with its matches marked and its colours as names', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ maxLength: 3 }), fc.boolean(), (text, wanted, matchCase) => {
      const parts = lineParts({ text }, false, { text: wanted, matchCase })
      expect(parts.map((part) => part.text).join('')).toBe(
        lineParts({ text }, false, undefined)
          .map((part) => part.text)
          .join(''),
      )
    }),
  )
  const row = { text: '2026-11-21 14:02:05,118 I [7] azmlinfsrv - \u001b[31m<b>Key\u001b[0mError</b>', stamp: 24 }
  expect(lineParts(row, true, { text: 'keyerror', matchCase: false })).toEqual([
    { text: 'I [7] azmlinfsrv - ', isHead: true },
    { text: '<b>', colour: 'red' },
    { text: 'Key', colour: 'red', isMatch: true },
    { text: 'Error', isMatch: true },
    { text: '</b>' },
  ])
  expect(lineParts(row, false, undefined)[0]?.text).toBe('2026-11-21 14:02:05,118 ')
  expect(findMatches('2026 x 2026', { text: '2026', matchCase: true }, 5)).toEqual([[7, 11]])
})

test('JSON is found behind brackets that are none; restarts say how the run before ended', () => {
  expect(jsonOf('I [7] x - {"a":[1]}')).toEqual({ a: [1] })
  expect(jsonOf('I [7] x - [no json]')).toBeUndefined()
  expect(startedInstance('… I [scorepoint] Starting instance e.b.1.0 with /p/python; the run before ended with code 137 (OOM).')).toEqual({
    instance: 'e.b.1.0',
    before: 'ended with code 137 (OOM)',
  })
})

test('the address says all that is shown, and wrong values are the default', () => {
  const choice = readChoice(
    new URLSearchParams(
      'sources=events,build&level=warning&q=a%2Bb&find=regex,case&since=2026-11-21T14:00:00Z&last=500&fold=on&line=build@5',
    ),
  )
  expect(choice).toMatchObject({
    sources: ['build', 'events'],
    level: 'warning',
    regex: true,
    matchCase: true,
    inverse: false,
    last: 500,
    folded: true,
    line: 'build@5',
  })
  expect(filterQuery(choice)).toBe('sources=build%2Cevents&level=warning&since=2026-11-21T14%3A00%3A00.000Z&folded=true')
  expect(searchQuery(choice)).toBe('q=a%2Bb&regex=true&case=true')
  expect(findWords(choice, { inverse: true, regex: false })).toBe('case,inverse')
  expect(filterQuery(readChoice(new URLSearchParams('level=loud&since=soon&last=7')))).toBe('')
  expect(parseSettings('{"wrap":true,"fontSize":99,"time":"utc"}')).toEqual({ wrap: true, fontSize: 12.5, time: 'utc', compact: false })
})
