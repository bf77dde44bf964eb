import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDurationMs, formatDurationSeconds, parseDurationMs, parseDurationSeconds } from '@/lib/domain/durations/iso'

describe('durations', () => {
  it.each([
    ['PT5S', 5_000],
    ['PT0.5S', 500],
    ['PT0,5S', 500],
    ['PT0.500000S', 500],
    ['PT1M30S', 90_000],
    ['PT3M', 180_000],
    ['P1D', 86_400_000],
    ['P1W', 604_800_000],
    ['P1DT2H', 93_600_000],
    ['PT0S', 0],
    ['pt5s', 5_000],
    ['PT0.1S', 100],
  ])('reads %s as %d ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms)
  })

  it.each(['', 'P', 'PT', '5', '5000', 'PT5', 'P1Y', 'P1M', 'PT-5S', '-PT5S', '00:00:05', 'PT5S extra'])('refuses %j', (text) => {
    expect(parseDurationMs(text)).toBeUndefined()
  })

  it.each([
    [5_000, 'PT5S'],
    [500, 'PT0.5S'],
    [180_000, 'PT3M'],
    [90_500, 'PT1M30.5S'],
    [0, 'PT0S'],
    [86_400_000, 'P1D'],
    [1, 'PT0.001S'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDurationMs(ms)).toBe(text)
  })

  it('refuses what is no duration', () => {
    expect(() => formatDurationMs(-1)).toThrow(RangeError)
    expect(() => formatDurationMs(Number.NaN)).toThrow(RangeError)
  })

  it('reads back whole milliseconds exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (ms) => {
        expect(parseDurationMs(formatDurationMs(ms))).toBe(ms)
      }),
    )
  })

  it('reads back seconds with three decimals exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), (ms) => {
        const seconds = ms / 1_000
        expect(parseDurationSeconds(formatDurationSeconds(seconds))).toBe(seconds)
      }),
    )
  })
})
