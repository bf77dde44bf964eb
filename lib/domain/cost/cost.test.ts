import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PriceFile, priceFileSchema, type RetailPage } from '@/lib/contract/prices'
import { deploymentCost, hourlyPrice, hoursPerMonth, totalCost } from '@/lib/domain/cost/cost'
import { hourlyPrices, retailQueries } from '@/lib/domain/cost/retail-prices'

const prices: PriceFile = {
  format: 'scorepoint-prices/1',
  asOf: '2026-11-01',
  source: 'made up for this test',
  region: 'westeurope',
  currency: 'EUR',
  hourly: { STANDARD_ds3_v2: 0.25 },
}

describe('cost', () => {
  it('finds a price in any case and knows no others', () => {
    expect(priceFileSchema.parse(prices)).toEqual(prices)
    expect(hourlyPrice(prices, 'Standard_DS3_v2')).toBe(0.25)
    expect(hourlyPrice(prices, 'Standard_DS4_v2')).toBeUndefined()
    expect(hourlyPrice(undefined, 'Standard_DS3_v2')).toBeUndefined()
  })

  it('multiplies by instances and 730 hours, over the scale range', () => {
    expect(deploymentCost(prices, { instanceType: 'Standard_DS3_v2', instances: 2, minInstances: 1, maxInstances: 4 })).toEqual({
      min: { perHour: 0.25, perMonth: 0.25 * hoursPerMonth },
      max: { perHour: 1, perMonth: hoursPerMonth },
    })
    expect(deploymentCost(prices, { instanceType: 'Standard_New', instances: 1 })).toBeUndefined()
  })

  it('never turns an unknown into a number', () => {
    const known = deploymentCost(prices, { instanceType: 'Standard_DS3_v2', instances: 1 })
    expect(totalCost([known, known])?.max.perHour).toBe(0.5)
    expect(totalCost([known, undefined])).toBeUndefined()
    expect(totalCost([])).toBeUndefined()
  })

  it('grows with the count and never has a minimum above its maximum', () => {
    const count = fc.integer({ min: 1, max: 50 })
    fc.assert(
      fc.property(count, count, count, (instances, minInstances, maxInstances) => {
        const cost = deploymentCost(prices, { instanceType: 'Standard_DS3_v2', instances, minInstances, maxInstances })
        expect(cost && cost.min.perHour <= cost.max.perHour).toBe(true)
      }),
    )
  })

  it.each([
    ['a day', { asOf: 'yesterday' }],
    ['a price of 0', { hourly: { a: 0 } }],
    ['a currency', { currency: 'euro' }],
    ['a region', { region: 'West Europe' }],
    ['a format', { format: 'other' }],
    ['an unknown key', { vat: 19 }],
  ])('refuses %s that is none', (_, change) => {
    expect(priceFileSchema.safeParse({ ...prices, ...change }).success).toBe(false)
  })
})

describe('the retail price list', () => {
  const item = (change: Partial<RetailPage['Items'][number]>): RetailPage['Items'][number] => ({
    currencyCode: 'EUR',
    retailPrice: 0.3,
    armRegionName: 'westeurope',
    armSkuName: 'Standard_DS3_v2',
    productName: 'Virtual Machines DSv2 Series',
    skuName: 'DS3 v2',
    unitOfMeasure: '1 Hour',
    type: 'Consumption',
    ...change,
  })

  it('asks for every size, few enough at a time', () => {
    const queries = retailQueries('westeurope', 'EUR')
    expect(queries).toHaveLength(6)
    const text = queries.map((query) => new URLSearchParams(query).get('$filter')).join(' ')
    expect(text.match(/armSkuName eq/g)).toHaveLength(85)
    expect(Math.max(...queries.map((query) => query.length))).toBeLessThan(2000)
  })

  it('takes the hour of a Linux machine and nothing else, the newest of several', () => {
    const Items = [
      item({ retailPrice: 0.2, effectiveStartDate: '2025-01-01T00:00:00Z' }),
      item({ effectiveStartDate: '2026-01-01T00:00:00Z' }),
      item({ retailPrice: 9, productName: 'Virtual Machines DSv2 Series Windows' }),
      item({ retailPrice: 9, skuName: 'DS3 v2 Spot' }),
      item({ retailPrice: 9, skuName: 'DS3 v2 Low Priority' }),
      item({ retailPrice: 9, type: 'Reservation', unitOfMeasure: '1 Hour' }),
      item({ retailPrice: 9, armRegionName: 'eastus' }),
      item({ retailPrice: 9, currencyCode: 'USD' }),
      item({ retailPrice: 9, unitOfMeasure: '1 Month' }),
      item({ retailPrice: 0, armSkuName: 'Standard_F2s_v2' }),
      item({ armSkuName: 'Standard_Unlisted' }),
    ]
    expect(hourlyPrices([{ Items }], 'westeurope', 'EUR')).toEqual({ Standard_DS3_v2: 0.3 })
  })
})
