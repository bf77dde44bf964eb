import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AdmissionLimits, admissionCapacity, admitArrival } from '@/lib/domain/admission/admission'

const limits: AdmissionLimits = { maxConcurrentRequestsPerInstance: 2, readyInstances: 3, maxQueueWaitMs: 500 }

describe('admission', () => {
  it('lets c run, c wait and rejects exactly the rest of simultaneous requests', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 10 }), fc.integer({ min: 0, max: 50 }), (c, n, extra) => {
        const own = { ...limits, maxConcurrentRequestsPerInstance: c, readyInstances: n }
        let running = 0
        let waiting = 0
        let rejected = 0
        for (let i = 0; i < 2 * c * n + extra; i += 1) {
          const decision = admitArrival({ running, waiting }, own)
          if (decision.action === 'run') running += 1
          else if (decision.action === 'wait') waiting += 1
          else {
            rejected += 1
            expect(decision).toEqual({ action: 'reject', status: 429, reason: 'queue-full' })
          }
        }
        expect({ running, waiting, rejected }).toEqual({ running: c * n, waiting: c * n, rejected: extra })
      }),
    )
  })

  it('answers 503 when no instance is ready', () => {
    expect(admitArrival({ running: 0, waiting: 0 }, { ...limits, readyInstances: 0 })).toMatchObject({ action: 'reject', status: 503 })
  })

  it('does not let an arrival overtake a waiting request', () => {
    expect(admitArrival({ running: 5, waiting: 1 }, limits)).toEqual({ action: 'wait', maxWaitMs: 500 })
  })

  it('never queues when the wait is 0', () => {
    expect(admitArrival({ running: 6, waiting: 0 }, { ...limits, maxQueueWaitMs: 0 })).toMatchObject({ status: 429 })
  })

  it('counts capacity per ready instance', () => {
    expect(admissionCapacity(limits)).toBe(6)
  })
})
