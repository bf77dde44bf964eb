/**
 * What deployments cost. Every instance is billed as a machine of its size from the moment it exists, with or without traffic; the 20 %
 * upgrade reserve is a hold of quota and costs nothing. Doc: https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online
 */
import type { PriceFile } from '@/lib/contract/prices'

/** Hours of a month in Azure's price calculations. */
export const hoursPerMonth = 730

/** Price of one machine for one hour; undefined when the file does not name the size. Nothing is ever estimated. */
export function hourlyPrice(prices: PriceFile | undefined, instanceType: string): number | undefined {
  const name = instanceType.toLowerCase()
  return prices && Object.entries(prices.hourly).find(([size]) => size.toLowerCase() === name)?.[1]
}

export interface Cost {
  perHour: number
  perMonth: number
}
export interface CostRange {
  /** At the smallest count. */
  min: Cost
  /** At the largest count of the scale range; equal to `min` without one. */
  max: Cost
}

export interface PricedCount {
  instanceType: string
  instances: number
  minInstances?: number
  maxInstances?: number
}

const costOfHour = (perHour: number): Cost => ({ perHour, perMonth: perHour * hoursPerMonth })

/** Cost of one deployment over its scale range; undefined when the price is not known. */
export function deploymentCost(prices: PriceFile | undefined, count: PricedCount): CostRange | undefined {
  const price = hourlyPrice(prices, count.instanceType)
  if (price === undefined) return undefined
  const least = Math.min(count.instances, count.minInstances ?? count.instances)
  const most = Math.max(count.instances, count.maxInstances ?? count.instances)
  return { min: costOfHour(price * least), max: costOfHour(price * most) }
}

/** Sum of several; undefined as soon as one of them is unknown, and for none. */
export function totalCost(costs: readonly (CostRange | undefined)[]): CostRange | undefined {
  const known = costs.filter((cost) => cost !== undefined)
  if (costs.length === 0 || known.length < costs.length) return undefined
  const sum = (side: 'min' | 'max') => costOfHour(known.reduce((all, cost) => all + cost[side].perHour, 0))
  return { min: sum('min'), max: sum('max') }
}
