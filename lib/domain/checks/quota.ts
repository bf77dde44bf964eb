import type { Repair } from '@/lib/contract/finding'
import { type DeploymentCheck, errorAt } from '@/lib/domain/checks/check'
import { writeRepair } from '@/lib/domain/convert/schema-repairs'
import { coreArithmetic } from '@/lib/domain/quota/required-cores'
import { coresOf, familyLimit, shortfallOf, usedCores } from '@/lib/domain/quota/usage'
import { type Proposal, proposalsFor } from '@/lib/domain/quota/what-fits'
import { skuOf } from '@/lib/domain/skus/skus'

/**
 * Enough cores are free for the count, 20 % reserve included. Silent without facts, and about sizes whose cores are not known.
 * Doc: how-to-manage-quotas, "virtual machine quota allocation for deployment".
 */
export const checkQuota: DeploymentCheck = (deployment, { quota, compute, endpointName }) => {
  const { instance_type: instanceType, instance_count: instances } = deployment
  const sku = instanceType === undefined ? undefined : skuOf(instanceType)
  if (!quota || compute === 'kubernetes' || !sku || typeof instances !== 'number' || !Number.isInteger(instances) || instances < 1)
    return []
  const own = { endpoint: deployment.endpoint_name ?? endpointName ?? '', deployment: deployment.name ?? '' }
  const used = usedCores(quota.holders)
  const others = usedCores(quota.holders, own)
  const held = Object.fromEntries(Object.entries(used).map(([family, cores]) => [family, cores - (others[family] ?? 0)]))
  const short = shortfallOf(quota.limits, used, coresOf(sku.name, instances), held)
  if (!short) return []
  const { machines, cores, required, reserveExempt } = coreArithmetic(sku, instances)
  const reckoned = reserveExempt
    ? `${instances} × ${cores} = ${required}`
    : `ceil(1.2 × ${instances}) × ${cores} = ${machines} × ${cores} = ${required}`
  const limit = short.scope === 'family' ? familyLimit(quota.limits, short.family) : quota.limits.total
  const scope = short.scope === 'family' ? short.family : 'all families together'
  const proposals = proposalsFor(quota.limits, others, { sku, instances })
  const finding = errorAt(
    [proposals[0]?.sku.name === sku.name ? 'instance_count' : 'instance_type'],
    'quota',
    `${instances} × ${sku.name} needs ${reckoned} cores of quota, ${short.needed} more than now; of ${scope} ${short.used}/${limit} are used.`,
    proposals.length > 0
      ? `What fits: ${proposals.map((one) => `${one.instances} × ${one.sku.name} (${one.cores} cores)`).join(', ')}.`
      : 'Free cores by deleting deployments, or ask for more quota.',
  )
  return [
    {
      ...finding,
      values: { instances, sku: sku.name, needed: short.needed, required, used: short.used, limit, family: short.family },
      repairs: proposals.map((proposal) => repairWith(proposal, sku.name)),
    },
  ]
}

function repairWith({ sku, instances, cores }: Proposal, asked: string): Repair {
  return sku.name === asked
    ? {
        ...writeRepair(['instance_count'], instances, `instance_count: ${instances}`),
        label: `Write instance_count: ${instances} (${cores} cores)`,
      }
    : { ...writeRepair(['instance_type'], sku.name), label: `Write ${sku.name} (${cores} cores)` }
}
