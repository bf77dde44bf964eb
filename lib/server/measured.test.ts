import { describe, expect, it } from 'vitest'
import type { MetricPoint } from '@/lib/contract/metrics'
import type { OperationView, Phase } from '@/lib/contract/scorepoint'
import { measuredFrom } from './measured'

const phase = (state: Phase['state'], seconds: number): Phase => ({
  name: 'WaitReady',
  state,
  startedAt: '2026-11-22T10:00:00.000Z',
  endedAt: new Date(Date.parse('2026-11-22T10:00:00.000Z') + seconds * 1000).toISOString(),
})
const operation = (...phases: Phase[]): OperationView => ({
  id: 'o',
  kind: 'update',
  endpoint: 'e',
  status: 'Succeeded',
  startedAt: '2026-11-22T10:00:00.000Z',
  phases,
  cancellable: false,
})
const point = (requests: number, p95Ms?: number): MetricPoint => ({
  at: 0,
  requests,
  byCode: {},
  inFlight: 1,
  queued: 0,
  ...(p95Ms === undefined ? {} : { p95Ms }),
})

describe('what was measured', () => {
  it('is the newest start that succeeded', () => {
    expect(measuredFrom([operation(phase('skipped', 0)), operation(phase('succeeded', 42)), operation(phase('succeeded', 7))], [])).toEqual(
      {
        initSeconds: 42,
      },
    )
  })
  it('counts slow minutes by their requests, and says nothing of a few', () => {
    expect(measuredFrom([], [point(30, 1000), point(10, 5000), point(5)])).toEqual({ p95Ms: 2000 })
    expect(measuredFrom([], [point(3, 9000)])).toEqual({})
  })
})
