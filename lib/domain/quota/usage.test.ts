import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planCores } from '@/lib/domain/quota/demand'
import { aHolder } from '@/lib/domain/quota/holder-for-test'
import { requiredCores } from '@/lib/domain/quota/required-cores'
import { coresOf, familyLimit, familyUses, freeCores, largerCores, shortfallOf, usedCores } from '@/lib/domain/quota/usage'
import { fittingSkus, proposalsFor } from '@/lib/domain/quota/what-fits'
import { skuOf, skus } from '@/lib/domain/skus/skus'

const dsv2 = 'standardDSv2Family'
const t4 = 'standard NCASv3_T4 Family'

describe('limits and use', () => {
  it('gives a family its own limit, else the total, and graphics processors 0', () => {
    const limits = { total: 24, families: { STANDARDfsv2family: 6 } }
    expect(familyLimit(limits, 'standardFSv2Family')).toBe(6)
    expect(familyLimit(limits, dsv2)).toBe(24)
    expect(familyLimit(limits, t4)).toBe(0)
  })

  it('counts blue and green together, and leaves out the one that changes', () => {
    const holders = [aHolder('blue', 'Standard_DS3_v2', 3), aHolder('green', 'standard_ds3_v2', 1), aHolder('odd', 'Standard_New', 9)]
    expect(usedCores(holders)).toEqual({ [dsv2]: 24 })
    expect(usedCores(holders, { endpoint: 'IRIS', deployment: 'Blue' })).toEqual({ [dsv2]: 8 })
    const { families, all } = familyUses({ total: 30, families: {} }, usedCores(holders))
    expect(families).toContainEqual({ family: dsv2, used: 24, limit: 30 })
    expect(all).toEqual({ family: 'total', used: 24, limit: 30 })
  })

  it('says 0/6 used and 8 needed for one Standard_DS3_v2', () => {
    const limits = { total: 6, families: {} }
    const wanted = coresOf('Standard_DS3_v2', 1)
    expect(shortfallOf(limits, {}, wanted)).toEqual({ scope: 'family', family: dsv2, used: 0, limit: 6, needed: 8 })
    expect(shortfallOf({ total: 6, families: { [dsv2]: 100 } }, {}, wanted)).toMatchObject({ scope: 'total', used: 0, limit: 6, needed: 8 })
  })

  it('counts only the difference of an upscale and never refuses what frees cores', () => {
    const limits = { total: 12, families: {} }
    const held = coresOf('Standard_DS3_v2', 1)
    expect(shortfallOf(limits, held, coresOf('Standard_DS3_v2', 2), held)).toBeUndefined()
    expect(shortfallOf(limits, held, coresOf('Standard_DS3_v2', 3), held)).toMatchObject({ used: 8, limit: 12, needed: 8 })
    expect(shortfallOf({ total: 0, families: {} }, held, held, held)).toBeUndefined()
    expect(largerCores({ a: 4, b: 1 }, { a: 8 })).toEqual({ a: 8, b: 1 })
  })

  it('agrees with what is free', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...skus),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 400 }),
        (sku, n, total, own, inUse) => {
          const limits = { total, families: { [sku.family]: own } }
          const used = { [sku.family]: inUse }
          const fits = shortfallOf(limits, used, { [sku.family]: requiredCores(sku, n) }) === undefined
          expect(fits).toBe(requiredCores(sku, n) <= freeCores(limits, used, sku.family))
        },
      ),
    )
  })
})

describe('what fits', () => {
  it('lists sizes with the most instances, none of families without quota', () => {
    const found = fittingSkus({ total: 6, families: {} }, {})
    expect(found.find(({ sku }) => sku.name === 'Standard_DS2_v2')).toMatchObject({ maxInstances: 2, free: 6 })
    expect(found.every(({ sku }) => sku.gpus === 0 && sku.cores <= 3)).toBe(true)
  })

  it('proposes the nearest sizes that are neither small nor retired, and fewer instances', () => {
    const limits = { total: 6, families: {} }
    const names = (size: string, instances: number, used = {}) =>
      proposalsFor(limits, used, { sku: skuOf(size), instances }).map((one) => `${one.instances} ${one.sku.name} ${one.cores}`)
    expect(names('Standard_DS3_v2', 1)[0]).toBe('1 Standard_DS2_v2 4')
    expect(names('Standard_DS3_v2', 1)).toHaveLength(4)
    expect(names('Standard_DS2_v2', 3)[0]).toBe('2 Standard_DS2_v2 6')
    expect(names('Standard_DS3_v2', 1, { [dsv2]: 6 })).toEqual([])
  })

  it('proposes only what fits', () => {
    fc.assert(
      fc.property(fc.constantFrom(...skus), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 300 }), (sku, instances, total) => {
        const limits = { total, families: {} }
        for (const one of proposalsFor(limits, {}, { sku, instances })) {
          expect(shortfallOf(limits, {}, { [one.sku.family]: one.cores })).toBeUndefined()
          expect(one.instances).toBeGreaterThan(0)
        }
      }),
    )
  })
})

it('a plan adds up by family, with the maximum of a scale range', () => {
  const plan = planCores([
    { name: 'blue', instanceType: 'Standard_DS3_v2', instances: 1, maxInstances: 10 },
    { name: 'green', instanceType: 'Standard_DS3_v2', instances: 1 },
    { name: 'gpu', instanceType: 'Standard_NC24ads_A100_v4', instances: 2 },
    { name: 'new', instanceType: 'Standard_New', instances: 2 },
  ])
  expect(plan.families).toEqual({ [dsv2]: 56, standardNCADSA100v4Family: 48 })
  expect(plan.total).toBe(104)
  expect(plan.lines[0]?.arithmetic).toMatchObject({ instances: 10, machines: 12, required: 48 })
  expect(plan.lines[3]).toEqual({ planned: { name: 'new', instanceType: 'Standard_New', instances: 2 } })
})
