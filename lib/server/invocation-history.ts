import 'server-only'
import { endpointStatus } from '@/lib/arm/status'
import type { BodyPart, HistoryPage, HistoryQuery, Invocation } from '@/lib/contract/invoke'
import { deleteExamples } from '@/lib/db/examples'
import {
  deleteInvocations,
  deleteInvocationsOf,
  exportInvocations,
  findInvocation,
  listInvocations,
  starInvocation,
} from '@/lib/db/invocations'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { type BodySide, openBody, readBodyPart, removeBodies } from '@/lib/server/invocation-bodies'

/** Earlier requests of the endpoint that stands under this name now, newest first; those of one deleted before it are not its own. */
export async function historyOf(endpoint: string, query: HistoryQuery = {}): Promise<HistoryPage> {
  const since = await madeAt(endpoint)
  return since === undefined ? { invocations: [], more: false } : listInvocations(endpoint, since, query)
}

/** One of them with its bodies as far as the row keeps them. Throws Studio.InvocationNotFound. */
export async function historyEntry(endpoint: string, id: string): Promise<Invocation> {
  const [since, row] = await Promise.all([madeAt(endpoint), findInvocation(endpoint, id)])
  if (since !== undefined && row !== undefined && row.createdAt >= since) return row
  throw notInHistory()
}

/** A piece of a kept body. Throws Studio.InvocationNotFound, or Studio.BodyNotKept when only its beginning is left. */
export async function bodyPart(endpoint: string, id: string, side: BodySide, from: number, length: number): Promise<BodyPart> {
  const entry = await historyEntry(endpoint, id)
  const part = await readBodyPart(id, side, from, length)
  if (part) return part
  const whole = rowBody(entry, side)
  const piece = whole.subarray(from, from + length)
  return { text: piece.toString('utf8'), from, next: from + piece.length, total: whole.length }
}

/** A whole kept body for a download. Throws as bodyPart does. */
export async function bodyFile(endpoint: string, id: string, side: BodySide): Promise<{ body: BodyInit; size: number; name: string }> {
  const entry = await historyEntry(endpoint, id)
  const file = await openBody(id, side)
  const name = `${side}-${entry.createdAt.replace(/[:.]/g, '-')}${extensionOf(entry, side)}`
  if (file) return { body: file.stream, size: file.size, name }
  const whole = rowBody(entry, side)
  return { body: new Uint8Array(whole), size: whole.length, name }
}

function rowBody(entry: Invocation, side: BodySide): Buffer {
  const isRequest = side === 'request'
  if (isRequest ? entry.requestTruncated : entry.responseTruncated)
    throw new ProblemError(
      { code: 'Studio.BodyNotKept', message: 'Only the beginning of this body is still kept.', origin: 'studio', retryable: false },
      404,
    )
  const text = (isRequest ? entry.requestBody : entry.responseBody) ?? ''
  return Buffer.from(text, (isRequest ? entry.requestEncoding : entry.responseEncoding) === 'base64' ? 'base64' : 'utf8')
}

function extensionOf(entry: Invocation, side: BodySide): string {
  const type = side === 'request' ? (entry.requestHeaders['content-type'] ?? 'application/json') : entry.responseHeaders?.['content-type']
  const known: Record<string, string> = { json: '.json', png: '.png', jpeg: '.jpg', plain: '.txt', csv: '.csv', html: '.html' }
  return known[/^[a-z]+\/([a-z]+)/.exec(type ?? '')?.[1] ?? ''] ?? '.bin'
}

/** Stars an entry, so that newer ones never push it out, or takes the star away. Throws Studio.InvocationNotFound. */
export async function star(endpoint: string, id: string, starred: boolean): Promise<void> {
  if (!(await starInvocation(endpoint, id, starred))) throw notInHistory()
}

/** Deletes one entry, or all without a star. */
export async function forget(endpoint: string, id?: string): Promise<void> {
  await removeBodies(await deleteInvocations(endpoint, id))
}

/** Deletes what the studio keeps of an endpoint's tests: an endpoint made later under its name must not show it. */
export async function forgetTestsOf(endpoint: string): Promise<void> {
  await removeBodies(await deleteInvocationsOf(endpoint))
  await deleteExamples(endpoint)
}

const exported = 1000

/** The history for a file: requests and answers with their headers. Nothing kept has credentials (keep-invocation), so neither has this. */
export async function exportHistory(endpoint: string) {
  const since = await madeAt(endpoint)
  return {
    kind: 'scorepoint-history',
    version: 1,
    endpoint,
    exportedAt: new Date().toISOString(),
    invocations: since === undefined ? [] : await exportInvocations(endpoint, since, exported),
  }
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

function notInHistory(): ProblemError {
  return new ProblemError(
    { code: 'Studio.InvocationNotFound', message: 'This request is no longer in the history.', origin: 'studio', retryable: false },
    404,
  )
}
