import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { additionalCores, coreArithmetic, instancesWithin, requiredCores } from '@/lib/domain/quota/required-cores'
import { skuOf, skus } from '@/lib/domain/skus/skus'

function sku(name: string) {
  const found = skuOf(name)
  if (!found) throw new Error(`${name} is not in the list`)
  return found
}

const anySku = fc.constantFrom(...skus)
const anyCount = fc.integer({ min: 0, max: 500 })

describe('required cores', () => {
  it.each([
    ['Standard_DS3_v2', 10, 48],
    ['standard_ds3_v2', 1, 8],
    ['Standard_DS3_v2', 3, 16],
    ['Standard_F4s_v2', 5, 24],
    ['Standard_NC24ads_A100_v4', 2, 48],
    ['Standard_NC6s_v3', 1, 12],
  ])('%s × %d needs %d cores, as documented', (name, instances, cores) => {
    expect(requiredCores(sku(name), instances)).toBe(cores)
  })

  it('writes its steps out', () => {
    expect(coreArithmetic(sku('Standard_DS3_v2'), 10)).toEqual({
      instances: 10,
      machines: 12,
      cores: 4,
      required: 48,
      reserveExempt: false,
    })
    expect(coreArithmetic(sku('Standard_ND40rs_v2'), 3)).toMatchObject({ machines: 3, required: 120, reserveExempt: true })
  })

  it('equals exact arithmetic for every count up to 4999', () => {
    for (let n = 0; n < 5000; n += 1) expect(requiredCores({ cores: 1, reserveExempt: false }, n)).toBe(Number((6n * BigInt(n) + 4n) / 5n))
  })

  it('never falls with the count, is a multiple of the cores, and holds at least the instances themselves', () => {
    fc.assert(
      fc.property(anySku, anyCount, (size, n) => {
        const cores = requiredCores(size, n)
        expect(cores % size.cores).toBe(0)
        expect(cores).toBeGreaterThanOrEqual(n * size.cores)
        expect(requiredCores(size, n + 1)).toBeGreaterThan(cores)
      }),
    )
  })

  it('tells what an upscale needs in addition; there and back is nothing', () => {
    expect(additionalCores(sku('Standard_DS3_v2'), 1, 2)).toBe(4)
    expect(additionalCores(sku('Standard_DS3_v2'), 4, 5)).toBe(4)
    fc.assert(
      fc.property(anySku, anyCount, anyCount, (size, a, b) => {
        expect(additionalCores(size, a, b) + additionalCores(size, b, a)).toBe(0)
      }),
    )
  })

  it('finds the largest count that fits', () => {
    expect(instancesWithin(sku('Standard_DS3_v2'), 7)).toBe(0)
    expect(instancesWithin(sku('Standard_DS3_v2'), 8)).toBe(1)
    fc.assert(
      fc.property(anySku, fc.integer({ min: -10, max: 5000 }), (size, free) => {
        const n = instancesWithin(size, free)
        expect(n).toBeGreaterThanOrEqual(0)
        if (n > 0) expect(requiredCores(size, n)).toBeLessThanOrEqual(free)
        expect(requiredCores(size, n + 1)).toBeGreaterThan(free)
      }),
    )
  })
})
