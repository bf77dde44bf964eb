/**
 * VM sizes of managed online deployments.
 * Doc: https://learn.microsoft.com/azure/machine-learning/reference-managed-online-endpoints-vm-sku-list
 */
import type { Sku } from '@/lib/domain/skus/sku'
import { skuGroups } from '@/lib/domain/skus/sku-list'

/** Every published size, in the order of the list. */
export const skus: readonly Sku[] = skuGroups.flatMap(({ sizes, reserveExempt = false, ...group }) =>
  sizes.map(({ gpus = 0, small = false, infiniband = false, ...size }) => ({ ...group, ...size, gpus, small, infiniband, reserveExempt })),
)

const byName = new Map(skus.map((sku) => [sku.name.toLowerCase(), sku]))

/** Where nothing is chosen: Microsoft's smallest recommendation. */
export const defaultInstanceType = 'Standard_DS3_v2'

/** The size by name, in any case; undefined for one that is not in the list (newer ones exist: warn, do not refuse). */
export const skuOf = (name: string): Sku | undefined => byName.get(name.trim().toLowerCase())

/** Quota families in the order of the list. */
export const skuFamilies: readonly string[] = [...new Set(skuGroups.map((group) => group.family))]

/** Families of graphics processors, whose quota begins at 0 in a new subscription. Doc: how-to-manage-quotas. */
export const isGpuFamily = (family: string): boolean =>
  skuGroups.some((group) => group.family.toLowerCase() === family.toLowerCase() && group.category === 'gpu')

/** `Standard_D2as_v4 D2as v4` and the like: whether every word of a search is part of name, series, family or processor. */
export function matchesSku(sku: Sku, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const known = [sku.name, sku.series, sku.family, sku.gpu ?? '', sku.category].join(' ').toLowerCase()
  return words.every((word) => known.includes(word))
}
