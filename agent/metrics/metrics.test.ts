import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMetrics } from '@/agent/metrics/metrics'
import { pointsOf, resolutionOf } from '@/agent/metrics/series'
import { latencyBoundsMs } from '@/agent/router/counters'
import { type AgentDatabase, openDatabase } from '@/agent/store/database'
import { createMetricStore } from '@/agent/store/metric-store'

/** A Monday, to the minute. */
const begin = 1_764_547_200
let db: AgentDatabase
let now: number

beforeEach(() => {
  db = openDatabase(':memory:')
  now = begin * 1000
  db.exec(
    "INSERT INTO resource (uid, kind, endpoint_key, name, spec, spec_hash, state, created_at, modified_at) VALUES ('e', 'endpoint', 'prices', 'prices', '{}', '', 'Succeeded', '', '')",
  )
})
afterEach(() => {
  db.close()
})

const start = () => createMetrics({ store: createMetricStore(db), instances: () => [], now: () => now })

/** `requests` answers of 200, all between 5 and 7 ms. */
function growth(requests: number, code = '200') {
  const counts = [...latencyBoundsMs, 0].map((bound) => (bound === 7 ? requests : 0))
  return { requests, byCode: { [code]: requests }, latencyMs: { bounds: [...latencyBoundsMs], counts } }
}

const writes = () => (db.prepare('SELECT count(*) AS n FROM metric_cell').get() as { n: number }).n

test('requests are written with the next flush, not one by one', () => {
  const metrics = start()
  for (let index = 0; index < 1000; index++) metrics.grown('e', 'blue', growth(1))
  expect(writes()).toBe(0)
  metrics.flush()
  expect(writes()).toBe(2)
})

test('an agent started again goes on with the minute that was under way', () => {
  const before = start()
  before.grown('e', 'blue', growth(3))
  before.flush()
  now += 20_000
  const after = start()
  after.grown('e', 'blue', growth(4, '424'))
  after.flush()
  const points = pointsOf(after.between('e', 60, begin, begin + 60), 60)
  expect(points).toMatchObject([{ at: begin, requests: 7, byCode: { 200: 3, 424: 4 } }])
  expect(points[0]?.p50Ms).toBeGreaterThan(5)
  expect(points[0]?.p99Ms).toBeLessThanOrEqual(7)
  expect(after.between('e', 10, begin, begin + 60).map(({ at }) => at - begin)).toEqual([0, 20])
})

test('what still runs is shown in every cell until it is over', () => {
  const metrics = start()
  metrics.gauge('e', 'blue', { inFlight: 2, queued: 1 })
  now += 60_000
  metrics.flush()
  metrics.gauge('e', 'blue', { inFlight: 0, queued: 0 })
  now += 60_000
  metrics.flush()
  const points = pointsOf(metrics.between('e', 60, begin, begin + 180), 60)
  expect(points.map(({ at, inFlight, queued }) => [at - begin, inFlight, queued])).toEqual([
    [0, 2, 1],
    [60, 2, 1],
  ])
})

test('minutes are dropped by whole days after a week, fine cells after minutes', () => {
  const metrics = start()
  metrics.grown('e', 'blue', growth(1))
  metrics.flush()
  now += 7 * 86_400_000
  metrics.grown('e', 'blue', growth(1))
  metrics.flush()
  expect(metrics.between('e', 60, begin, begin + 60)).toHaveLength(1)
  expect(metrics.between('e', 10, begin, begin + 60)).toHaveLength(0)
  now += 86_400_000
  metrics.grown('e', 'blue', growth(1))
  metrics.flush()
  expect(metrics.between('e', 60, begin, begin + 60)).toHaveLength(0)
})

test('a point is never finer than what is kept, and a range never more than a few hundred points', () => {
  const at = begin + 86_400
  expect(resolutionOf(at - 900, at, at)).toEqual({ cells: 10, stepSeconds: 10 })
  expect(resolutionOf(at - 7200, at - 6300, at)).toEqual({ cells: 60, stepSeconds: 60 })
  for (const range of [3600, 6 * 3600, 86_400, 7 * 86_400]) {
    const { stepSeconds } = resolutionOf(at - range, at, at)
    expect(range / stepSeconds).toBeLessThanOrEqual(360)
  }
})
