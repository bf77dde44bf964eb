/** Filters and order of the list of sizes, kept in the address. */
import type { PriceFile } from '@/lib/contract/prices'
import { hourlyPrice } from '@/lib/domain/cost/cost'
import type { Sku, SkuCategory } from '@/lib/domain/skus/sku'
import { matchesSku } from '@/lib/domain/skus/skus'

export const skuCategories = ['general', 'compute', 'memory', 'storage', 'gpu'] as const satisfies readonly SkuCategory[]
export const skuSorts = ['name', 'cores', 'memory', 'gpus', 'price'] as const
export type SkuSort = (typeof skuSorts)[number]

export interface SkuFilter {
  text: string
  category: SkuCategory | undefined
  minCores: number
  minMemoryGib: number
  onlyExempt: boolean
  withRetired: boolean
  sort: SkuSort
  isDescending: boolean
}

/** Reads the filter of an address; what it does not say is the whole list without retired sizes, in its own order. */
export function skuFilter(params: URLSearchParams): SkuFilter {
  const sort = params.get('sort') ?? ''
  const number = (name: string) => Math.max(0, Number(params.get(name)) || 0)
  return {
    text: params.get('q') ?? '',
    category: skuCategories.find((one) => one === params.get('kind')),
    minCores: number('cores'),
    minMemoryGib: number('memory'),
    onlyExempt: params.get('exempt') === '1',
    withRetired: params.get('retired') === '1',
    sort: skuSorts.find((one) => one === sort.replace(/^-/, '')) ?? 'name',
    isDescending: sort.startsWith('-'),
  }
}

/** The sizes that pass, in the order asked for; sizes of unknown price come last whatever the direction. */
export function filterSkus(all: readonly Sku[], filter: SkuFilter, prices: PriceFile | undefined): Sku[] {
  const price = new Map(all.map((sku) => [sku.name, hourlyPrice(prices, sku.name)]))
  const passing = all.filter(
    (sku) =>
      matchesSku(sku, filter.text) &&
      (filter.category === undefined || sku.category === filter.category) &&
      sku.cores >= filter.minCores &&
      sku.memoryGib >= filter.minMemoryGib &&
      (!filter.onlyExempt || sku.reserveExempt) &&
      (filter.withRetired || sku.retirement?.state !== 'retired'),
  )
  const key = (sku: Sku): number | undefined => {
    switch (filter.sort) {
      case 'name':
        return all.indexOf(sku)
      case 'cores':
        return sku.cores
      case 'memory':
        return sku.memoryGib
      case 'gpus':
        return sku.gpus
      case 'price':
        return price.get(sku.name)
      default:
        return filter.sort satisfies never
    }
  }
  return passing.sort((a, b) => {
    const [left, right] = [key(a), key(b)]
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined)
    return (filter.isDescending ? right - left : left - right) || all.indexOf(a) - all.indexOf(b)
  })
}

/** At most this many side by side. */
export const mostCompared = 4
