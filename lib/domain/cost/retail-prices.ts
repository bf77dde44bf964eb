/** The public retail price list: which questions to ask, and which of its answers are the price of a machine. */
import type { RetailPage } from '@/lib/contract/prices'
import { skuOf, skus } from '@/lib/domain/skus/skus'

/** As many names as a filter takes without becoming longer than servers allow. */
const namesPerQuery = 15

/** Query strings that together ask for every size of the list. Doc: azure-retail-prices, "$filter" (values are case-sensitive). */
export function retailQueries(region: string, currency: string): string[] {
  const queries: string[] = []
  for (let start = 0; start < skus.length; start += namesPerQuery) {
    const names = skus.slice(start, start + namesPerQuery).map(({ name }) => `armSkuName eq '${name}'`)
    const filter = `serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and armRegionName eq '${region}' and (${names.join(' or ')})`
    queries.push(new URLSearchParams({ currencyCode: `'${currency}'`, $filter: filter }).toString())
  }
  return queries
}

/**
 * Hourly pay-as-you-go prices of Linux machines, by size. Windows, Spot, Low Priority, reservations and other regions are left out;
 * of several prices the one in force last.
 */
export function hourlyPrices(pages: readonly RetailPage[], region: string, currency: string): Record<string, number> {
  const items = pages
    .flatMap((page) => page.Items)
    .filter(
      (item) =>
        item.type === 'Consumption' &&
        item.unitOfMeasure === '1 Hour' &&
        item.armRegionName === region &&
        item.currencyCode === currency &&
        item.retailPrice > 0 &&
        !/windows/i.test(item.productName) &&
        !/spot|low priority/i.test(item.skuName),
    )
    .sort((a, b) => (a.effectiveStartDate ?? '').localeCompare(b.effectiveStartDate ?? ''))
  return Object.fromEntries(
    items.flatMap((item) => {
      const sku = skuOf(item.armSkuName)
      return sku ? [[sku.name, item.retailPrice] as const] : []
    }),
  )
}
