import 'server-only'
import type { Invocation, InvocationSummary } from '@/lib/contract/invoke'
import { getDb } from './client'

/** Longer bodies are kept up to here (UTF-16 units); the page says so when it shows one. */
const storedBodyLength = 256 * 1024
/** Per endpoint; older ones are removed by the next request. */
const keptPerEndpoint = 200

/** Keeps one request of the test panel. Credentials must not be among the headers. */
export async function insertInvocation(endpoint: string, invocation: Omit<Invocation, 'createdAt'>): Promise<void> {
  const db = getDb()
  const { id, deployment, requestHeaders, status, responseHeaders, answeredBy, durationMs, failure } = invocation
  await db.invocation.create({
    data: {
      id,
      endpoint: endpoint.toLowerCase(),
      deployment,
      requestBody: invocation.requestBody.slice(0, storedBodyLength),
      requestHeaders,
      status,
      responseBody: invocation.responseBody?.slice(0, storedBodyLength),
      responseHeaders,
      answeredBy,
      durationMs,
      failure,
    },
  })
  const expired = await db.invocation.findMany({
    where: { endpoint: endpoint.toLowerCase() },
    orderBy: { createdAt: 'desc' },
    skip: keptPerEndpoint,
    select: { id: true },
  })
  if (expired.length > 0) await db.invocation.deleteMany({ where: { id: { in: expired.map((row) => row.id) } } })
}

/** Newest first, without bodies. */
export async function listInvocations(endpoint: string, limit = 50): Promise<InvocationSummary[]> {
  const rows = await getDb().invocation.findMany({
    where: { endpoint: endpoint.toLowerCase() },
    orderBy: { createdAt: 'desc' },
    take: limit,
    select: { id: true, deployment: true, answeredBy: true, status: true, durationMs: true, failure: true, createdAt: true },
  })
  return rows.map(summary)
}

/** Forgets the history of an endpoint that was deleted. */
export async function deleteInvocationsOf(endpoint: string): Promise<void> {
  await getDb().invocation.deleteMany({ where: { endpoint: endpoint.toLowerCase() } })
}

/** One request with its bodies, or undefined. */
export async function findInvocation(endpoint: string, id: string): Promise<Invocation | undefined> {
  const row = await getDb().invocation.findFirst({ where: { id, endpoint: endpoint.toLowerCase() } })
  if (!row) return undefined
  return {
    ...summary(row),
    requestBody: row.requestBody,
    requestHeaders: headerRecord(row.requestHeaders) ?? {},
    responseBody: row.responseBody ?? undefined,
    responseHeaders: headerRecord(row.responseHeaders),
  }
}

interface SummaryRow {
  id: string
  deployment: string | null
  answeredBy: string | null
  status: number | null
  durationMs: number | null
  failure: string | null
  createdAt: Date
}

function summary(row: SummaryRow): InvocationSummary {
  return {
    id: row.id,
    deployment: row.deployment ?? undefined,
    answeredBy: row.answeredBy ?? undefined,
    status: row.status ?? undefined,
    durationMs: row.durationMs ?? undefined,
    failure: row.failure ?? undefined,
    createdAt: row.createdAt.toISOString(),
  }
}

function headerRecord(value: unknown): Record<string, string> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]))
}
