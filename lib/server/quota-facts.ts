import 'server-only'
import { quotaReport } from '@/lib/arm/quota'
import type { CheckContext } from '@/lib/domain/checks/check'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'

/** Documents are checked twice a second while they are edited; limits and holders change far less often. */
const keptMs = 1_000
const patienceMs = 1_000

/** On globalThis because Next may load this module more than once. */
const shared = globalThis as { scorepointQuotaFacts?: { at: number; facts: Promise<CheckContext['quota']> } }

async function read(): Promise<CheckContext['quota']> {
  try {
    const { settings, holders } = await quotaReport(getConnection(), AbortSignal.timeout(patienceMs))
    return settings.enabled ? { limits: settings, holders } : undefined
  } catch (error) {
    // Without the agent nothing is known, and the rule is silent then.
    if (error instanceof ProblemError || (error instanceof Error && /Abort|Timeout/.test(error.name))) return undefined
    throw error
  }
}

/** What the quota rule needs to know; undefined while no quota is simulated or the agent does not answer. */
export function quotaFacts(): Promise<CheckContext['quota']> {
  const now = Date.now()
  const known = shared.scorepointQuotaFacts
  if (known && now - known.at < keptMs) return known.facts
  const facts = read()
  shared.scorepointQuotaFacts = { at: now, facts }
  return facts
}
