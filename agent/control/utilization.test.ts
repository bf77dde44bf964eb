import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Lull, nextCount } from '@/agent/control/utilization'

const scale = { minInstances: 1, maxInstances: 10, target: 0.7, pollingMs: 1000 }

it('scales up at once to what brings the utilization below the target', () => {
  expect(nextCount(scale, { busy: 1, queued: 0, replicas: 1 }, undefined, 0)).toEqual({ count: 2 })
  expect(nextCount(scale, { busy: 2, queued: 5, replicas: 2 }, undefined, 0)).toEqual({ count: 10 })
  expect(nextCount(scale, { busy: 1, queued: 0, replicas: 2 }, undefined, 0)).toEqual({ count: 2 })
  expect(nextCount(scale, { busy: 10, queued: 90, replicas: 4 }, undefined, 0)).toEqual({ count: 10 })
})

it('scales down only after twenty polling intervals, and no further than the busiest of them needed', () => {
  let lull: Lull | undefined
  const counts: number[] = []
  for (let second = 0; second <= 20; second++) {
    const next = nextCount(scale, { busy: second === 7 ? 2 : 0, queued: 0, replicas: 6 }, lull, second * 1000)
    counts.push(next.count)
    lull = next.lull
  }
  expect(counts.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 6))
  expect([counts[20], lull]).toEqual([3, undefined])
})

it('begins to count anew when the load was back in between', () => {
  const first = nextCount(scale, { busy: 0, queued: 0, replicas: 2 }, undefined, 0)
  const between = nextCount(scale, { busy: 1, queued: 0, replicas: 2 }, first.lull, 10_000)
  expect(between).toEqual({ count: 2 })
  expect(nextCount(scale, { busy: 0, queued: 0, replicas: 2 }, between.lull, 21_000).count).toBe(2)
})

it('never leaves the bounds', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.nat(200), fc.integer({ min: 2, max: 8 }), fc.nat(100_000), (busy, queued, replicas, now) => {
      const { count } = nextCount({ ...scale, minInstances: 2, maxInstances: 8 }, { busy, queued, replicas }, { since: 0, needed: 0 }, now)
      expect(count).toBeGreaterThanOrEqual(2)
      expect(count).toBeLessThanOrEqual(8)
    }),
  )
})
