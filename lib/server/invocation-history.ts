import 'server-only'
import { endpointStatus } from '@/lib/arm/status'
import type { Invocation, InvocationSummary } from '@/lib/contract/invoke'
import { findInvocation, listInvocations } from '@/lib/db/invocations'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'

/** Earlier requests of the endpoint that stands under this name now, newest first; those of one deleted before it are not its own. */
export async function historyOf(endpoint: string): Promise<InvocationSummary[]> {
  const [since, rows] = await Promise.all([madeAt(endpoint), listInvocations(endpoint)])
  return since === undefined ? [] : rows.filter((row) => row.createdAt >= since)
}

/** One of them with its bodies, or undefined. */
export async function historyEntry(endpoint: string, id: string): Promise<Invocation | undefined> {
  const [since, row] = await Promise.all([madeAt(endpoint), findInvocation(endpoint, id)])
  return since !== undefined && row !== undefined && row.createdAt >= since ? row : undefined
}

/** When the endpoint was made (ISO), undefined when there is none; with the agent away the history stays readable whole. */
async function madeAt(endpoint: string): Promise<string | undefined> {
  try {
    return new Date((await endpointStatus(getConnection(), endpoint)).createdAt).toISOString()
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return error.status === 404 ? undefined : new Date(0).toISOString()
  }
}
