/** Prices of VM sizes: a dated file of one region and currency that the user brings or fetches. The product ships none. */
import { z } from 'zod'

export const regionSchema = z.string().regex(/^[a-z0-9]{3,40}$/, 'write an Azure region as its programmatic name, e.g. westeurope')
export const currencySchema = z.string().regex(/^[A-Z]{3}$/, 'write a currency as three capital letters, e.g. EUR')
const hourlyPrice = z.number().positive('a price is above 0').max(100_000, 'a price per hour is below 100,000')

/** `prices.json` of the data folder; docs/quota.md shows one. */
export const priceFileSchema = z.strictObject({
  format: z.literal('scorepoint-prices/1'),
  /** Day the prices were valid. */
  asOf: z.iso.date('write the day as 2026-01-31'),
  /** Where they come from, for the reader. */
  source: z.string().min(1).max(500),
  region: regionSchema,
  currency: currencySchema,
  /** Pay-as-you-go price of one Linux machine for one hour, by VM size; names in any case. */
  hourly: z.record(z.string().min(1).max(100), hourlyPrice),
})
export type PriceFile = z.infer<typeof priceFileSchema>

/** What the studio knows about prices. */
export interface PriceReport {
  prices?: PriceFile
  /** Why the file that lies there cannot be used. */
  unusable?: { message: string; target?: string }
  /** Where the file lies, or would lie. */
  path: string
  /** Where the button fetches from. */
  address: string
}

/** One page of the public retail price list. Doc: https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices */
export const retailPageSchema = z.object({
  Items: z.array(
    z.looseObject({
      currencyCode: z.string(),
      retailPrice: z.number(),
      armRegionName: z.string(),
      armSkuName: z.string(),
      productName: z.string(),
      skuName: z.string(),
      unitOfMeasure: z.string(),
      type: z.string(),
      effectiveStartDate: z.string().optional(),
    }),
  ),
  NextPageLink: z.string().nullish(),
})
export type RetailPage = z.infer<typeof retailPageSchema>
