import { expect, it } from 'vitest'
import { filterSkus, skuFilter } from '@/components/quota/sku-filter'
import { skus } from '@/lib/domain/skus/skus'

const names = (query: string, hourly: Record<string, number> = {}) =>
  filterSkus(skus, skuFilter(new URLSearchParams(query)), {
    format: 'scorepoint-prices/1',
    asOf: '2026-01-01',
    source: 'made up',
    region: 'westeurope',
    currency: 'EUR',
    hourly,
  }).map((sku) => sku.name)

it('leaves retired sizes out unless they are asked for', () => {
  expect(names('')).toHaveLength(78)
  expect(names('retired=1')).toHaveLength(85)
})

it('filters by words, kind, cores, memory and reserve', () => {
  expect(names('q=ds3')).toEqual(['Standard_DS3_v2'])
  expect(names('kind=gpu&q=t4&cores=8&memory=100')).toEqual(['Standard_NC16as_T4_v3', 'Standard_NC64as_T4_v3'])
  expect(names('exempt=1')).toHaveLength(9)
  expect(names('kind=nonsense&sort=nonsense')).toHaveLength(78)
})

it('sorts both ways, with unknown prices last both times', () => {
  expect(names('sort=-cores')[0]).toBe('Standard_D96as_v4')
  const hourly = { Standard_F4s_v2: 0.1, Standard_DS3_v2: 0.2 }
  expect(names('sort=price', hourly).slice(0, 2)).toEqual(['Standard_F4s_v2', 'Standard_DS3_v2'])
  expect(names('sort=-price', hourly).slice(0, 2)).toEqual(['Standard_DS3_v2', 'Standard_F4s_v2'])
})
