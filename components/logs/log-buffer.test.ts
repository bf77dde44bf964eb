import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogLine, LogSource } from '@/lib/contract/scorepoint'
import { createLogBuffer, logSources } from './log-buffer'

function line(cursor: string, seconds: number, source: LogSource = 'inference-server', text = cursor): LogLine {
  return { source, time: new Date(1_700_000_000_000 + seconds * 1000).toISOString(), text, cursor }
}
const texts = (buffer: ReturnType<typeof createLogBuffer>) => buffer.snapshot().lines.map((each) => each.text)

test('merges sources by time and keeps the order within one source', () => {
  const buffer = createLogBuffer()
  buffer.add([line('s1', 1), line('s2', 5), line('s3', 4)])
  buffer.add([line('e1', 2, 'events'), line('e2', 6, 'events')])
  expect(texts(buffer)).toEqual(['s1', 'e1', 's2', 's3', 'e2'])
})

test('a resumed stream repeats lines without doubling them', () => {
  const buffer = createLogBuffer()
  buffer.add([line('a', 1), line('b', 2)])
  const before = buffer.snapshot()
  buffer.add([line('a', 1), line('b', 2)])
  expect(buffer.snapshot()).toBe(before)
  buffer.add([line('b', 2), line('c', 3)])
  expect(texts(buffer)).toEqual(['a', 'b', 'c'])
})

test('holds at most the limit and counts what made room', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (times, limit) => {
      const buffer = createLogBuffer(limit)
      times.forEach((seconds, index) => {
        buffer.add([line(`c${index}`, seconds, logSources[index % 4])])
      })
      const { lines, dropped, counts } = buffer.snapshot()
      expect(lines.length).toBeLessThanOrEqual(limit)
      expect(lines.length + dropped).toBe(times.length)
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(lines.length)
    }),
  )
})
