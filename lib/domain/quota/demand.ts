/** A plan of deployments, with or without a scale range, and what it needs of each family. */
import { type CoreArithmetic, coreArithmetic } from '@/lib/domain/quota/required-cores'
import { type Cores, sumCores } from '@/lib/domain/quota/usage'
import type { Sku } from '@/lib/domain/skus/sku'
import { skuOf } from '@/lib/domain/skus/skus'

/** One line of the calculator. */
export interface PlannedDeployment {
  name: string
  instanceType: string
  instances: number
  /** With autoscale the largest count; quota has to suffice for it. */
  maxInstances?: number
}

/** A line with its arithmetic; without `sku` the size is not in the list and its cores are not known. */
export interface PlannedCores {
  planned: PlannedDeployment
  sku?: Sku
  arithmetic?: CoreArithmetic
}

/** The count quota has to suffice for. Doc: how-to-autoscale-endpoints; how-to-manage-quotas. */
export const countForQuota = ({ instances, maxInstances }: PlannedDeployment): number => Math.max(instances, maxInstances ?? 0)

/** Every line with its arithmetic, and the sums by family: deployments that run side by side (blue and green) count in full. */
export function planCores(plan: readonly PlannedDeployment[]): { lines: PlannedCores[]; families: Cores; total: number } {
  const lines = plan.map((planned): PlannedCores => {
    const sku = skuOf(planned.instanceType)
    return sku ? { planned, sku, arithmetic: coreArithmetic(sku, countForQuota(planned)) } : { planned }
  })
  const families = sumCores(lines.flatMap(({ sku, arithmetic }) => (sku && arithmetic ? [{ [sku.family]: arithmetic.required }] : [])))
  return { lines, families, total: Object.values(families).reduce((sum, one) => sum + one, 0) }
}
