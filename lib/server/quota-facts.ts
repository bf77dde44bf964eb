import 'server-only'
import { quotaReport } from '@/lib/arm/quota'
import type { CheckContext } from '@/lib/domain/checks/check'
import { limitFacts } from '@/lib/domain/quota/limit-facts'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'

/** Documents are checked twice a second while they are edited; limits and holders change far less often. */
const keptMs = 1_000
const patienceMs = 1_000

/** On globalThis because Next may load this module more than once. */
const shared = globalThis as { scorepointQuotaFacts?: { at: number; facts: Promise<QuotaFacts> } }

export type QuotaFacts = Pick<CheckContext, 'quota' | 'occupied'>

async function read(): Promise<QuotaFacts> {
  try {
    return limitFacts(await quotaReport(getConnection(), AbortSignal.timeout(patienceMs)))
  } catch (error) {
    // Without the agent nothing is known, and the rule is silent then.
    if (error instanceof ProblemError || (error instanceof Error && /Abort|Timeout/.test(error.name))) return {}
    throw error
  }
}

/** What the rules of quota and limits need to know; without cores while no quota is simulated, empty while the agent does not answer. */
export function quotaFacts(): Promise<QuotaFacts> {
  const now = Date.now()
  const known = shared.scorepointQuotaFacts
  if (known && now - known.at < keptMs) return known.facts
  const facts = read()
  shared.scorepointQuotaFacts = { at: now, facts }
  return facts
}
