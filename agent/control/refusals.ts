/** The refusals of the control plane, in one place so that codes and wording agree. */
import { localSubscriptionId } from '@/lib/contract/arm/scope'
import type { CountWanted } from '@/lib/domain/quota/occupied'
import type { CoreArithmetic } from '@/lib/domain/quota/required-cores'
import type { Shortfall } from '@/lib/domain/quota/usage'
import type { Proposal } from '@/lib/domain/quota/what-fits'
import { ProblemError } from '@/lib/problems/problem'

export function notFound(kind: 'endpoint' | 'deployment' | 'operation', name: string): ProblemError {
  const noun = kind === 'endpoint' ? 'Online endpoint' : kind === 'deployment' ? 'Online deployment' : 'Operation'
  return new ProblemError(
    { code: 'ResourceNotFound', message: `${noun} "${name}" does not exist.`, target: name, origin: 'input', retryable: false },
    404,
  )
}

export function badArgument(message: string, target?: string): ProblemError {
  return new ProblemError({ code: 'BadArgument', message, target, origin: 'input', retryable: false }, 400)
}

export function conflict(message: string, target?: string): ProblemError {
  return new ProblemError({ code: 'Conflict', message, target, origin: 'input', retryable: true }, 409)
}

/**
 * Azure's own sentence; the details say how the number came about and what would fit. Azure refuses the PUT with 400, before anything exists.
 * Doc: https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints#error-outofquota
 */
export function outOfQuota(facts: {
  instanceType: string
  subscriptionId: string | undefined
  short: Shortfall
  arithmetic: CoreArithmetic
  proposals: readonly Proposal[]
}): ProblemError {
  const { instanceType, subscriptionId = localSubscriptionId, short, arithmetic, proposals } = facts
  const { instances, machines, cores, required, reserveExempt } = arithmetic
  const detail = (message: string) => ({
    code: 'OutOfQuota',
    message,
    target: 'properties.instanceType',
    origin: 'input' as const,
    retryable: false,
  })
  const reckoned = reserveExempt
    ? `${instances} × ${cores} = ${required} cores (no reserve for this size)`
    : `ceil(1.2 × ${instances}) = ${machines}, ${machines} × ${cores} = ${required} cores`
  const scope = short.scope === 'family' ? short.family : 'all families together'
  const fitting = proposals.map((one) => `${one.instances} × ${one.sku.name} (${one.cores} cores)`).join(', ')
  return new ProblemError(
    {
      code: 'OutOfQuota',
      message: `Not enough quota available for ${instanceType} in SubscriptionId ${subscriptionId}. Current usage/limit: ${short.used}/${short.limit}. Additional needed: ${short.needed} Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-outofquota`,
      target: 'properties.instanceType',
      details: [
        detail(
          `${reckoned}; of ${scope} ${short.used} of ${short.limit} are used. The quota is simulated on this computer: change it on the Quota page.`,
        ),
        ...(fitting ? [detail(`What fits: ${fitting}.`)] : []),
      ],
      origin: 'input',
      retryable: false,
    },
    400,
  )
}

/** Azure's refusal of one endpoint or deployment more than its limits allow, in the words it has for cores. */
export function outOfCount({ what, cluster, used, limit }: CountWanted, subscriptionId: string = localSubscriptionId): ProblemError {
  const scope = cluster === undefined ? 'a subscription in one region' : `the Kubernetes cluster ${cluster}`
  const detail = `${used} online ${what} of ${limit} that ${scope} may have. The quota is simulated on this computer: delete ${what} that are not used, or switch it off on the Quota page.`
  return new ProblemError(
    {
      code: 'OutOfQuota',
      message: `Not enough quota available for online ${what} in ${cluster === undefined ? `SubscriptionId ${subscriptionId}` : `cluster ${cluster}`}. Current usage/limit: ${used}/${limit}. Additional needed: 1 Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-outofquota`,
      target: what,
      details: [{ code: 'OutOfQuota', message: detail, target: what, origin: 'input', retryable: false }],
      origin: 'input',
      retryable: false,
    },
    400,
  )
}
