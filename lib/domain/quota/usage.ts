/** Limits against use: per family, and of all families together. Pure; agent, page, wizard and checks count alike. */
import type { QuotaHolder, QuotaLimits } from '@/lib/contract/quota'
import { isSameName } from '@/lib/domain/names/names'
import { requiredCores } from '@/lib/domain/quota/required-cores'
import { isGpuFamily, skuFamilies, skuOf } from '@/lib/domain/skus/skus'

/** Cores by family. */
export type Cores = Readonly<Record<string, number>>

/** A family as the list spells it, else as it was written. */
export const familyName = (text: string): string => skuFamilies.find((family) => family.toLowerCase() === text.toLowerCase()) ?? text

/** Its own limit; without one the total, and 0 for graphics processors, which begin there in Azure. */
export function familyLimit(limits: QuotaLimits, family: string): number {
  const own = Object.entries(limits.families).find(([name]) => name.toLowerCase() === family.toLowerCase())
  return own?.[1] ?? (isGpuFamily(family) ? 0 : limits.total)
}

/** Sum of the cores of several uses, by family. */
export function sumCores(uses: readonly Cores[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const use of uses) for (const [family, cores] of Object.entries(use)) sum[family] = (sum[family] ?? 0) + cores
  return sum
}

const total = (cores: Cores): number => Object.values(cores).reduce((sum, one) => sum + one, 0)

/** What n instances of a size hold; `{}` for a size that is not in the list, whose cores nobody here knows. */
export function coresOf(instanceType: string, instances: number): Record<string, number> {
  const sku = skuOf(instanceType)
  return sku ? { [sku.family]: requiredCores(sku, instances) } : {}
}

/** What the holders hold, without one of them when it is about to change. */
export function usedCores(holders: readonly QuotaHolder[], except?: { endpoint: string; deployment: string }): Record<string, number> {
  const counted = holders.filter(
    (one) => !except || !isSameName(one.endpoint, except.endpoint) || !isSameName(one.deployment, except.deployment),
  )
  return sumCores(counted.map((one) => one.cores))
}

export interface FamilyUse {
  family: string
  used: number
  limit: number
}

/** Every family of the list with its use, and the sum of all. */
export function familyUses(limits: QuotaLimits, used: Cores): { families: FamilyUse[]; all: FamilyUse } {
  const names = new Set([...skuFamilies, ...Object.keys(used)])
  return {
    families: [...names].map((family) => ({ family, used: used[family] ?? 0, limit: familyLimit(limits, family) })),
    all: { family: 'total', used: total(used), limit: limits.total },
  }
}

/** Cores of a family that may still be taken: what the family has left, and what all of them have. Never negative. */
export function freeCores(limits: QuotaLimits, used: Cores, family: string): number {
  return Math.max(0, Math.min(familyLimit(limits, family) - (used[family] ?? 0), limits.total - total(used)))
}

/** Which limit is in the way, with the numbers Azure says: use and limit now, and what is needed beside. */
export interface Shortfall {
  scope: 'family' | 'total'
  family: string
  used: number
  limit: number
  /** In addition to what is used. */
  needed: number
}

/**
 * Whether a change fits. `used` counts everything, also what the changed deployment holds now (`held`); what is freed or stays
 * the same is never refused, even when a limit was lowered meanwhile.
 */
export function shortfallOf(limits: QuotaLimits, used: Cores, wanted: Cores, held: Cores = {}): Shortfall | undefined {
  for (const [family, cores] of Object.entries(wanted)) {
    const needed = cores - (held[family] ?? 0)
    const inUse = used[family] ?? 0
    const limit = familyLimit(limits, family)
    if (needed > 0 && inUse + needed > limit) return { scope: 'family', family, used: inUse, limit, needed }
  }
  const needed = total(wanted) - total(held)
  const inUse = total(used)
  const [family = 'total'] = Object.keys(wanted)
  return needed > 0 && inUse + needed > limits.total ? { scope: 'total', family, used: inUse, limit: limits.total, needed } : undefined
}

/** Largest of both per family: while an update runs, the old instances and the new ones are never counted twice in one family. */
export function largerCores(a: Cores, b: Cores): Record<string, number> {
  const families = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...families].map((family) => [family, Math.max(a[family] ?? 0, b[family] ?? 0)]))
}
