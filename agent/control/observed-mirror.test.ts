import { expect, test } from 'vitest'
import { createObservedTraffic } from '@/agent/control/observed-traffic'
import type { DeploymentCounters, MirroredCounters, RouterReport } from '@/agent/router/table'
import { createControlStore } from '@/agent/store/control-store'
import { openDatabase } from '@/agent/store/database'

const latency = (count: number) => ({ bounds: [1, 10], counts: [0, count, 0] })
const dropped = { busy: 0, unreachable: 0, bodyTooLarge: 0, bufferFull: 0, incomplete: 0 }

function report(live: number, mirrored: Partial<MirroredCounters>): RouterReport {
  const counters = (requests: number): DeploymentCounters => ({
    requests,
    byCode: { '200': requests },
    inFlight: 0,
    queued: 0,
    latencyMs: latency(requests),
  })
  const green = { ...counters(0), mirrored: { sent: 0, dropped, byCode: {}, inFlight: 0, latencyMs: latency(0), ...mirrored } }
  const endpoints = { e: { deployments: { Blue: counters(live), Green: green }, unrouted: {} } }
  return { pid: 1, startedAt: '', tableVersion: 1, endpoints, instances: {} }
}

test('mirrored requests are observed apart from live ones, and metrics do not see them', () => {
  const grown: string[] = []
  const store = createControlStore(openDatabase(':memory:'))
  const observed = createObservedTraffic(store, () => 1_000_000, { grown: (_, name) => grown.push(name), gauge: () => undefined })
  observed.apply(report(100, { sent: 8, dropped: { ...dropped, busy: 2 }, byCode: { '200': 5, '424': 2 }, latencyMs: latency(7) }))
  observed.apply(report(110, { sent: 9, dropped: { ...dropped, busy: 2 }, byCode: { '200': 6, '424': 3 }, latencyMs: latency(9) }))
  const seen = observed.observed('e', ['Blue', 'Green'], 60)
  expect(seen).toMatchObject({ total: 110, perDeployment: { Blue: { requests: 110, errors: 0 } } })
  expect(Object.keys(seen.perDeployment)).toEqual(['Blue'])
  expect(seen.mirrored).toEqual({
    Green: { sent: 9, dropped: 2, droppedBy: { busy: 2 }, failed: 3, byCode: { '200': 6, '424': 3 }, p50Ms: 10, p95Ms: 10 },
  })
  expect(new Set(grown)).toEqual(new Set(['blue']))
})
