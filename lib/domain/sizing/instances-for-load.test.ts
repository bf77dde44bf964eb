import fc from 'fast-check'
import { expect, it } from 'vitest'
import { instancesForLoad, loadCurve, rpsOfInstances, sizeForLoad } from '@/lib/domain/sizing/instances-for-load'

const load = { targetRps: 20, secondsPerRequest: 0.5, targetUtilisation: 0.7, maxConcurrentPerInstance: 2 }

it('follows the documented formula', () => {
  // 20 × 0.5 = 10 in work; 10 / 0.7 = 14.3 slots; 14.3 / 2 = 7.1 instances.
  expect(instancesForLoad(load)).toBe(8)
  expect(instancesForLoad({ ...load, targetRps: 0 })).toBe(1)
  // 7 / 0.7 is 10.000000000000002 in doubles.
  expect(instancesForLoad({ targetRps: 7, secondsPerRequest: 1, targetUtilisation: 0.7, maxConcurrentPerInstance: 1 })).toBe(10)
})

it('names the ceilings', () => {
  expect(sizeForLoad(load)).toMatchObject({ instances: 8, inWork: 10, mostAtOnce: 32, rpsAtMost: 32, isAboveEndpointLimit: false })
  expect(sizeForLoad({ ...load, targetRps: 501 })).toMatchObject({ isAboveEndpointLimit: true, isAboveInstanceLimit: true })
})

it('answers the load it was sized for, with no instance to spare', () => {
  const positive = (max: number) => fc.double({ min: 0.01, max, noNaN: true })
  fc.assert(
    fc.property(
      positive(500),
      positive(30),
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 64 }),
      (targetRps, secondsPerRequest, targetUtilisation, maxConcurrentPerInstance) => {
        const one = { targetRps, secondsPerRequest, targetUtilisation, maxConcurrentPerInstance }
        const n = instancesForLoad(one)
        expect(rpsOfInstances(one, n)).toBeGreaterThanOrEqual(targetRps * (1 - 1e-9))
        if (n > 1) expect(rpsOfInstances(one, n - 1)).toBeLessThan(targetRps)
      },
    ),
  )
})

it('draws a curve that never falls and passes the target', () => {
  const curve = loadCurve(load)
  expect(curve.at(-1)).toEqual({ rps: 40, instances: 15 })
  expect(curve.every((point, index) => index === 0 || point.instances >= (curve[index - 1]?.instances ?? 0))).toBe(true)
})
