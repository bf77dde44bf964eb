import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allTo,
  apportion,
  canary,
  canLock,
  checkMirrorTraffic,
  checkTraffic,
  evenSplit,
  maxPercent,
  movability,
  normalise,
  offline,
  rebalance,
  swap,
  type TrafficRow,
  trafficSum,
} from '@/lib/domain/traffic/traffic'

const row = (name: string, percent: number, locked = false): TrafficRow => ({ name, percent, locked })
const sum = (rows: readonly TrafficRow[]) => rows.reduce((total, item) => total + item.percent, 0)

/** Rows whose sum is 100, with random locks. */
const splits = fc.array(fc.tuple(fc.nat(1_000), fc.boolean()), { minLength: 1, maxLength: 8 }).map((weights) => {
  const shares = apportion(
    100,
    weights.map(([weight]) => weight),
  )
  return weights.map(([, locked], index) => row(`d${index}`, shares[index] ?? 0, locked))
})

describe('apportion', () => {
  it('gives the rest to the largest remainders, ties by order', () => {
    expect(apportion(100, [1, 1, 1])).toEqual([34, 33, 33])
    expect(apportion(10, [0, 0])).toEqual([5, 5])
    expect(apportion(7, [0, 0])).toEqual([4, 3])
    expect(apportion(10, [3, 3, 1])).toEqual([4, 4, 2])
  })

  it('is exact and never off by a whole percent', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.array(fc.nat(500), { minLength: 1, maxLength: 20 }), (total, weights) => {
        const shares = apportion(total, weights)
        expect(shares.reduce((a, b) => a + b, 0)).toBe(total)
        const all = weights.reduce((a, b) => a + b, 0)
        if (all === 0) return
        for (const [i, share] of shares.entries()) expect(Math.abs(share - (total * (weights[i] ?? 0)) / all)).toBeLessThan(1)
      }),
    )
  })
})

describe('rebalance', () => {
  it('spreads the difference in proportion to the others', () => {
    expect(rebalance([row('a', 50), row('b', 30), row('c', 20)], 'a', 0).map((r) => r.percent)).toEqual([0, 60, 40])
    expect(rebalance([row('a', 100), row('b', 0), row('c', 0)], 'a', 90).map((r) => r.percent)).toEqual([90, 5, 5])
  })

  it('keeps sum 100, locked rows, whole numbers and the moved value', () => {
    fc.assert(
      fc.property(splits, fc.nat(7), fc.integer({ min: -20, max: 130 }), (rows, index, percent) => {
        const moved = `d${index % rows.length}`
        const next = rebalance(rows, moved, percent)
        expect(next.map((r) => r.name)).toEqual(rows.map((r) => r.name))
        for (const [i, before] of rows.entries()) if (before.locked) expect(next[i]).toEqual(before)
        for (const after of next) expect(Number.isInteger(after.percent) && after.percent >= 0 && after.percent <= 100).toBe(true)
        if (movability(rows, moved) === 'movable') {
          expect(sum(next)).toBe(100)
          expect(next.find((r) => r.name === moved)?.percent).toBe(Math.min(maxPercent(rows, moved), Math.max(0, percent)))
        } else if (rows.length > 1) expect(next).toEqual(rows)
      }),
    )
  })

  it('knows why a row cannot move', () => {
    expect(movability([row('a', 60), row('b', 40, true)], 'a')).toBe('all-others-locked')
    expect(movability([row('a', 60, true), row('b', 40)], 'a')).toBe('locked')
    expect(rebalance([row('a', 100)], 'a', 40)).toEqual([row('a', 0)])
  })

  it('forbids locking all rows unless the sum is 100', () => {
    expect(canLock([row('a', 60, true), row('b', 40)], 'b')).toBe(true)
    expect(canLock([row('a', 0, true), row('b', 0)], 'b')).toBe(false)
  })

  it('normalises to 100 around locks', () => {
    fc.assert(
      fc.property(splits, (rows) => {
        const without = rows.slice(1)
        if (without.every((r) => r.locked)) return
        expect(sum(normalise(without))).toBe(100)
      }),
    )
  })
})

describe('presets', () => {
  it('build whole maps', () => {
    expect(allTo(['a', 'b'], 'b')).toEqual({ a: 0, b: 100 })
    expect(evenSplit(['a', 'b', 'c'])).toEqual({ a: 34, b: 33, c: 33 })
    expect(canary(['a', 'b', 'c'], 'a', 'b')).toEqual({ a: 90, b: 10, c: 0 })
    expect(swap({ a: 90, b: 10 }, 'a', 'b')).toEqual({ a: 10, b: 90 })
    expect(trafficSum(offline(['a', 'b']))).toBe(0)
    expect(() => allTo(['a'], 'z')).toThrow(RangeError)
  })
})

describe('checkTraffic', () => {
  it('accepts sum 100 and sum 0', () => {
    expect(checkTraffic({ blue: 90, green: 10 }, ['Blue', 'green'])).toEqual([])
    expect(checkTraffic({}, [])).toEqual([])
    expect(checkTraffic({ gone: 0 }, [])).toEqual([])
  })

  it.each([
    [{ blue: 90 }, ['blue'], 'traffic-sum'],
    [{ blue: 101 }, ['blue'], 'traffic-percent'],
    [{ blue: 99.5, green: 0.5 }, ['blue', 'green'], 'traffic-percent'],
    [{ red: 100 }, ['blue'], 'traffic-unknown-deployment'],
    [{ blue: 50, BLUE: 50 }, ['blue'], 'traffic-duplicate'],
  ])('%j against %j breaks %s', (traffic, names, rule) => {
    expect(checkTraffic(traffic as Record<string, number>, names).map((f) => f.rule)).toContain(rule)
  })

  it('limits mirrored traffic', () => {
    expect(checkMirrorTraffic({ green: 10 }, { blue: 100 })).toEqual([])
    expect(checkMirrorTraffic({ green: 51 }, {}).map((f) => f.rule)).toEqual(['mirror-percent'])
    expect(checkMirrorTraffic({ green: 10, red: 10 }, {}).map((f) => f.rule)).toEqual(['mirror-one'])
    expect(checkMirrorTraffic({ green: 10 }, { Green: 5 }).map((f) => f.rule)).toEqual(['mirror-live'])
  })
})
