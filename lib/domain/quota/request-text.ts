/**
 * The text of a request for more, with the fields support asks for.
 * Doc: https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas ("Request quota and limit increases", "endpoint limit increases")
 */

import type { QuotaLimits } from '@/lib/contract/quota'
import { countForQuota, type PlannedDeployment, planCores } from '@/lib/domain/quota/demand'
import { type Cores, familyLimit } from '@/lib/domain/quota/usage'

export interface RequestFacts {
  plan: readonly PlannedDeployment[]
  /** Cores in use beside the plan; undefined = could not be read. */
  used: Cores | undefined
  /** Present limits, when they are known. */
  limits?: QuotaLimits
  region: string
  scenario?: string
  targetRps?: number
  secondsPerRequest?: number
  payloadKib?: number
}

const unknown = '[please fill in]'

/** English, as support reads it; what is not known is left to be filled in. */
export function quotaRequestText(facts: RequestFacts): string {
  const { plan, used, limits, region } = facts
  const { lines, families } = planCores(plan)
  const rows = Object.entries(families).map(([family, cores]) => {
    const inUse = used && (used[family] ?? 0)
    const now = limits ? `current limit ${familyLimit(limits, family)}, ` : ''
    return `- ${family}: ${now}in use ${inUse ?? unknown}, needed in addition ${cores}, new limit requested: ${inUse === undefined ? unknown : inUse + cores}`
  })
  const sums = lines.map(({ planned, arithmetic }) => {
    const counted = arithmetic
      ? arithmetic.reserveExempt
        ? `${arithmetic.instances} × ${arithmetic.cores} = ${arithmetic.required} cores (exempt from the upgrade reserve)`
        : `ceil(1.2 × ${arithmetic.instances}) × ${arithmetic.cores} = ${arithmetic.required} cores`
      : 'cores not known'
    return `- ${planned.name || 'deployment'}: ${countForQuota(planned)} × ${planned.instanceType}, ${counted}`
  })
  return [
    'Quota type: Machine Learning Service (dedicated cores for managed online endpoints)',
    `Region: ${region || unknown}`,
    '',
    'Cores requested by VM family:',
    ...rows,
    '',
    'How the number came about (20 % reserve for upgrades included):',
    ...sums,
    '',
    `Scenario: ${facts.scenario || unknown}`,
    `Expected load: ${facts.targetRps ? `${facts.targetRps} requests per second` : unknown}`,
    `Average latency: ${facts.secondsPerRequest ? `${facts.secondsPerRequest} s per request` : unknown}`,
    `VM size and count: ${plan.map((one) => `${countForQuota(one)} × ${one.instanceType}`).join(', ') || unknown}`,
    `Payload size: ${facts.payloadKib ? `${facts.payloadKib} KiB per request` : unknown}`,
    `Timeline: ${unknown}`,
  ].join('\n')
}
