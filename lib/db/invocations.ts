import 'server-only'
import type { Prisma } from '@/generated/prisma/client'
import type { AssertionResult } from '@/lib/contract/example'
import type { HistoryPage, HistoryQuery, Invocation, InvocationSummary, Revision } from '@/lib/contract/invoke'
import { getDb } from './client'

/** Per endpoint, beside the starred ones; older ones are removed by the next request. */
const keptPerEndpoint = 1000
const pageLength = 60

export type NewInvocation = Omit<Invocation, 'createdAt' | 'starred' | 'passed' | 'requestTruncated' | 'responseTruncated'>

/** Keeps one request of the test panel. Credentials must not be in it. Answers the ids of entries that went in its place. */
export async function insertInvocation(endpoint: string, invocation: NewInvocation): Promise<string[]> {
  const db = getDb()
  const { revision, checks, ...row } = invocation
  await db.invocation.create({
    data: { ...row, endpoint: endpoint.toLowerCase(), revision: json(revision), checks: json(checks) },
  })
  const expired = await db.invocation.findMany({
    where: { endpoint: endpoint.toLowerCase(), starred: false },
    orderBy: { createdAt: 'desc' },
    skip: keptPerEndpoint,
    select: { id: true },
  })
  const ids = expired.map(({ id }) => id)
  if (ids.length > 0) await db.invocation.deleteMany({ where: { id: { in: ids } } })
  return ids
}

/** A page of those made since `since` (ISO), newest first, without bodies. */
export async function listInvocations(endpoint: string, since: string, query: HistoryQuery): Promise<HistoryPage> {
  const db = getDb()
  const before = query.before ? await db.invocation.findUnique({ where: { id: query.before }, select: { createdAt: true } }) : null
  const rows = await db.invocation.findMany({
    where: {
      endpoint: endpoint.toLowerCase(),
      createdAt: { gte: new Date(since), ...(before ? { lt: before.createdAt } : {}) },
      ...(query.starred ? { starred: true } : {}),
      ...(query.deployment ? { answeredBy: query.deployment } : {}),
      AND: [outcomeFilter(query.outcome), searchFilter(query.search)],
    },
    orderBy: { createdAt: 'desc' },
    take: pageLength + 1,
    omit: { requestBody: true, responseBody: true, requestHeaders: true, responseHeaders: true },
  })
  return { invocations: rows.slice(0, pageLength).map(summary), more: rows.length > pageLength }
}

function outcomeFilter(outcome: HistoryQuery['outcome']): Prisma.InvocationWhereInput {
  if (outcome === 'ok') return { status: { lt: 300 } }
  return outcome === 'failed' ? { OR: [{ status: { gte: 300 } }, { status: null }] } : {}
}

function searchFilter(search: string | undefined): Prisma.InvocationWhereInput {
  if (!search) return {}
  const contains = { contains: search }
  const status = /^\d{3}$/.test(search) ? [{ status: Number(search) }] : []
  return { OR: [{ requestBody: contains }, { responseBody: contains }, { answeredBy: contains }, { failure: contains }, ...status] }
}

/** Forgets the history of an endpoint that was deleted; answers the ids it had. */
export async function deleteInvocationsOf(endpoint: string): Promise<string[]> {
  const where = { endpoint: endpoint.toLowerCase() }
  const rows = await getDb().invocation.findMany({ where, select: { id: true } })
  await getDb().invocation.deleteMany({ where })
  return rows.map(({ id }) => id)
}

/** Deletes one entry, or every one that has no star; answers the ids that went. */
export async function deleteInvocations(endpoint: string, id: string | undefined): Promise<string[]> {
  const where = { endpoint: endpoint.toLowerCase(), ...(id === undefined ? { starred: false } : { id }) }
  const rows = await getDb().invocation.findMany({ where, select: { id: true } })
  await getDb().invocation.deleteMany({ where })
  return rows.map(({ id: gone }) => gone)
}

/** Sets or takes away the star; false when there is no such entry. */
export async function starInvocation(endpoint: string, id: string, starred: boolean): Promise<boolean> {
  const { count } = await getDb().invocation.updateMany({ where: { id, endpoint: endpoint.toLowerCase() }, data: { starred } })
  return count > 0
}

/** One request with its bodies as far as the row keeps them, or undefined. */
export async function findInvocation(endpoint: string, id: string): Promise<Invocation | undefined> {
  const row = await getDb().invocation.findFirst({ where: { id, endpoint: endpoint.toLowerCase() } })
  return row ? whole(row) : undefined
}

/** Those made since `since` with their bodies, newest first, for an export. */
export async function exportInvocations(endpoint: string, since: string, limit: number): Promise<Invocation[]> {
  const rows = await getDb().invocation.findMany({
    where: { endpoint: endpoint.toLowerCase(), createdAt: { gte: new Date(since) } },
    orderBy: { createdAt: 'desc' },
    take: limit,
  })
  return rows.map(whole)
}

type Row = Prisma.InvocationGetPayload<object>

function whole(row: Row): Invocation {
  return {
    ...summary(row),
    requestEncoding: encoding(row.requestEncoding),
    requestBody: row.requestBody,
    requestTruncated: isShorter(row.requestBody, row.requestEncoding, row.requestBytes),
    requestHeaders: headerRecord(row.requestHeaders) ?? {},
    query: row.query,
    timeoutMs: row.timeoutMs ?? undefined,
    responseEncoding: encoding(row.responseEncoding),
    responseBody: row.responseBody ?? undefined,
    responseTruncated: isShorter(row.responseBody ?? '', row.responseEncoding, row.responseBytes),
    responseHeaders: headerRecord(row.responseHeaders),
    firstByteMs: row.firstByteMs ?? undefined,
    revision: (row.revision ?? undefined) as Revision | undefined,
    checks: checksOf(row.checks),
  }
}

function summary(row: Omit<Row, 'requestBody' | 'responseBody' | 'requestHeaders' | 'responseHeaders'>): InvocationSummary {
  return {
    id: row.id,
    deployment: row.deployment ?? undefined,
    answeredBy: row.answeredBy ?? undefined,
    status: row.status ?? undefined,
    durationMs: row.durationMs ?? undefined,
    failure: row.failure ?? undefined,
    starred: row.starred,
    exampleId: row.exampleId ?? undefined,
    passed: passedOf(row),
    requestBytes: row.requestBytes,
    responseBytes: row.responseBytes,
    createdAt: row.createdAt.toISOString(),
  }
}

/** An example without assertions says at least that it is answered. */
function passedOf(row: Pick<Row, 'checks' | 'status' | 'failure'>): boolean | undefined {
  const checks = checksOf(row.checks)
  if (!checks) return undefined
  if (row.failure !== null) return false
  return checks.length > 0 ? checks.every(({ passed }) => passed) : (row.status ?? 600) < 300
}

const encoding = (text: string) => (text === 'base64' ? 'base64' : 'text')

function isShorter(body: string, kind: string, bytes: number): boolean {
  return (kind === 'base64' ? Buffer.byteLength(body, 'base64') : Buffer.byteLength(body)) < bytes
}

/** Written by this file from the same shape, so it is not parsed again. */
function checksOf(value: unknown): AssertionResult[] | undefined {
  return Array.isArray(value) ? (value as AssertionResult[]) : undefined
}

function json(value: object | undefined): Prisma.InputJsonValue | undefined {
  return value as Prisma.InputJsonValue | undefined
}

function headerRecord(value: unknown): Record<string, string> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]))
}
