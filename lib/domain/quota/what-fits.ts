/** Which sizes and counts fit into the cores that are free, and which of them come closest to what was wanted. */
import type { QuotaLimits } from '@/lib/contract/quota'
import { instancesWithin, requiredCores } from '@/lib/domain/quota/required-cores'
import { type Cores, freeCores } from '@/lib/domain/quota/usage'
import type { Sku } from '@/lib/domain/skus/sku'
import { skus } from '@/lib/domain/skus/skus'

export interface FittingSku {
  sku: Sku
  /** Most instances that fit. */
  maxInstances: number
  /** Cores of the family that are free. */
  free: number
}

/** Every size of which at least one instance fits, in the order of the list. */
export function fittingSkus(limits: QuotaLimits, used: Cores): FittingSku[] {
  return skus.flatMap((sku) => {
    const free = freeCores(limits, used, sku.family)
    const maxInstances = instancesWithin(sku, free)
    return maxInstances > 0 ? [{ sku, maxInstances, free }] : []
  })
}

/** One way out of a shortfall. */
export interface Proposal {
  sku: Sku
  instances: number
  /** Cores of quota it holds. */
  cores: number
}

const isPast = (sku: Sku): boolean => sku.retirement?.state === 'retired'

/**
 * At most `most` ways out, best first: the same size with fewer instances, then other sizes with the wanted count: of the same kind,
 * neither retired nor too small, as large as possible. `used` is without what the deployment itself holds.
 */
export function proposalsFor(limits: QuotaLimits, used: Cores, wanted: { sku: Sku | undefined; instances: number }, most = 4): Proposal[] {
  const { sku: asked, instances } = wanted
  const fitting = fittingSkus(limits, used)
  const own = fitting.find(({ sku }) => sku.name === asked?.name)
  const fewer = own && own.maxInstances < instances ? [proposal(own.sku, own.maxInstances)] : []
  const rank = (sku: Sku) =>
    (sku.small ? 2 : 0) + (sku.category === (asked?.category ?? 'general') ? 0 : 1) + (sku.gpus > 0 && !asked?.gpus ? 4 : 0)
  const others = fitting
    .filter(({ sku, maxInstances }) => maxInstances >= instances && sku.name !== asked?.name && !isPast(sku))
    .sort(
      (a, b) =>
        rank(a.sku) - rank(b.sku) ||
        distance(a.sku, asked) - distance(b.sku, asked) ||
        Number(b.sku.family === asked?.family) - Number(a.sku.family === asked?.family),
    )
    .map(({ sku }) => proposal(sku, instances))
  return [...fewer, ...others].slice(0, most)
}

const proposal = (sku: Sku, instances: number): Proposal => ({ sku, instances, cores: requiredCores(sku, instances) })

/** How far a size is from the wanted one; a smaller one is as far as its lack of cores, a larger one twice as far. */
function distance(sku: Sku, asked: Sku | undefined): number {
  const difference = sku.cores - (asked?.cores ?? 4)
  return difference < 0 ? -difference : 2 * difference
}
