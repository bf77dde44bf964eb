import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogLine } from '@/lib/contract/scorepoint'
import { downloadName, downloadText, formatLogTime, selectRows, shownLevel, shownText, splitMatches, visibleRange } from './log-rows'

const time = '2026-11-21T14:02:05.118Z'
const lines: LogLine[] = [
  { source: 'build', time, text: 'Resolved 14 packages', cursor: '1' },
  { source: 'inference-server', instance: 'blue-0', time, text: "\x1b[31mKeyError\x1b[0m: 'data'", cursor: '2' },
  { source: 'inference-server', instance: 'blue-1', time, text: 'Init complete', cursor: '3' },
  { source: 'events', time, text: 'Started', cursor: '4' },
]
const all = { sources: ['build', 'inference-server', 'events'] as const, query: '', matchesOnly: false, time: 'local' as const }
const cursors = (rows: { lines: readonly LogLine[] }) => rows.lines.map((line) => line.cursor).join('')

test('filters by source and instance; lines of no instance stay', () => {
  expect(cursors(selectRows(lines, { ...all, sources: ['events', 'inference-server'] }))).toBe('234')
  expect(cursors(selectRows(lines, { ...all, instance: 'blue-1' }))).toBe('134')
})

test('search ignores case and colour codes, and keeps context unless asked', () => {
  expect(selectRows(lines, { ...all, query: "keyerror: 'd" }).matches).toEqual([1])
  expect(cursors(selectRows(lines, { ...all, query: 'KEY', matchesOnly: true }))).toBe('2')
})

test('the parts of a highlighted text are the text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ maxLength: 3 }), (text, query) => {
      expect(
        splitMatches(text, query)
          .map((part) => part.text)
          .join(''),
      ).toBe(text)
    }),
  )
  expect(splitMatches('aXbxc', 'x').filter((part) => part.match)).toEqual([
    { text: 'X', match: true },
    { text: 'x', match: true },
  ])
})

test('the time a line repeats is neither shown nor searched beside the time column', () => {
  const stamped = '2026-11-21 14:02:05,118 I [7] azmlinfsrv - ready'
  expect(shownText(stamped, 'utc')).toBe('I [7] azmlinfsrv - ready')
  expect(shownText(stamped, 'off')).toBe(stamped)
  const [first] = lines
  const only = first ? [{ ...first, text: stamped }] : []
  expect(selectRows(only, { ...all, query: '2026' }).matches).toEqual([])
  expect(selectRows(only, { ...all, query: '2026', time: 'off' }).matches).toEqual([0])
})

test('a traceback has the level of the line it belongs to', () => {
  const block: LogLine[] = [
    { source: 'inference-server', time, level: 'error', text: 'E azmlinfsrv - Traceback', cursor: '1' },
    { source: 'inference-server', time, text: "KeyError: 'data'", cursor: '2' },
    { source: 'events', time, text: 'Started', cursor: '3' },
    { source: 'inference-server', time, level: 'info', text: 'POST /score 500', cursor: '4' },
    { source: 'inference-server', time: '2026-11-21T14:02:06.000Z', text: 'plain', cursor: '5' },
  ]
  expect(block.map((_, index) => shownLevel(block, index))).toEqual(['error', 'error', undefined, 'info', undefined])
})

test('times and download', () => {
  expect(formatLogTime(time, 'utc')).toBe('14:02:05.118')
  expect(formatLogTime(time, 'off')).toBe('')
  expect(formatLogTime('?', 'utc')).toBe('')
  expect(downloadText(lines.slice(1, 2))).toBe(`${time} inference-server blue-0 KeyError: 'data'\n`)
  expect(downloadName('fraud', 'blue', new Date(time))).toBe('fraud-blue-20261121T140205Z.log')
})

test('draws a bounded number of rows wherever the list is scrolled', () => {
  fc.assert(
    fc.property(fc.nat(200_000), fc.nat(5000), (scrollTop, count) => {
      const { first, last } = visibleRange(scrollTop, 600, 20, count)
      expect(first).toBeGreaterThanOrEqual(0)
      expect(last).toBeLessThanOrEqual(count)
      expect(last - first).toBeLessThanOrEqual(30 + 1 + 40)
    }),
  )
})
