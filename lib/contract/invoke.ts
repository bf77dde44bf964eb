/**
 * What the test panel and the studio server say to each other: one JSON request, answered as newline-delimited JSON events
 * so that a long answer shows as it arrives and its timing still comes at the end.
 */
import { z } from 'zod'
import type { AssertionResult } from '@/lib/contract/example'
import type { Problem } from '@/lib/problems/problem'

/** Set by the studio or by the connection itself; a request that names one is refused. */
export const reservedRequestHeaders = [
  'authorization',
  'azureml-model-deployment',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
] as const

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/, 'A header name has letters, digits and hyphens, such as x-trace-id.')
const headerValue = z.string().regex(/^[\t\x20-\x7e\xa0-\xff]{0,8000}$/, 'A header value has no line breaks and only Latin-1 characters.')

/** Longest wait the panel offers: the longest request timeout there is, with room for the queue. */
export const maxInvokeTimeoutMs = 600_000

/** The part of a request that is kept: in the history and as an example. */
export const storedRequestSchema = z.object({
  headers: z
    .record(headerName, headerValue)
    .refine((headers) => !Object.keys(headers).some((name) => isReservedRequestHeader(name)), 'This header is set by the studio.'),
  /** `base64`: the body is bytes, such as an image. */
  encoding: z.enum(['text', 'base64']),
  body: z.string(),
  /** Without its question mark. */
  query: z
    .string()
    .max(4000)
    .regex(/^[!$%&'()*+,\-./0-9:;=?@A-Z_a-z~[\]]*$/, 'A query string has no spaces or special characters; encode them, as in a%20b.'),
  /** Ends the wait sooner than the deployment's own request timeout would. */
  timeoutMs: z.number().int().min(1).max(maxInvokeTimeoutMs).optional(),
})
export type StoredRequest = z.infer<typeof storedRequestSchema>

export const invokeRequestSchema = storedRequestSchema.extend({
  headers: storedRequestSchema.shape.headers.default({}),
  encoding: storedRequestSchema.shape.encoding.default('text'),
  query: storedRequestSchema.shape.query.default(''),
  /** Absent: the traffic split decides. */
  deployment: z.string().min(1).max(64).optional(),
  /** Id of the saved example this is: its assertions are checked and the result is kept with it. */
  example: z.string().min(1).max(64).optional(),
})
export type InvokeRequest = z.input<typeof invokeRequestSchema>

/** Whether the person may not set this header by hand. */
export function isReservedRequestHeader(name: string): boolean {
  return (reservedRequestHeaders as readonly string[]).includes(name.toLowerCase())
}

/** Bytes of an answer that arrive by themselves; the rest is fetched on demand from where the history keeps it. */
export const shownResponseBytes = 1024 * 1024

export type InvokeEvent =
  | { kind: 'head'; status: number; headers: Record<string, string>; firstByteMs: number; binary: boolean }
  | { kind: 'text'; text: string }
  /** A piece of a binary answer, base64. */
  | { kind: 'bytes'; data: string }
  /** Beyond what is shown: how much has come so far. */
  | { kind: 'progress'; bytes: number }
  | { kind: 'end'; totalMs: number; bytes: number; truncated: boolean; invocationId: string; checks?: AssertionResult[] }
  | { kind: 'failed'; problem: Problem; totalMs: number; invocationId: string; checks?: AssertionResult[] }

/** What stood behind a deployment's name when it answered. */
export interface Revision {
  model?: string
  environment?: string
  /** Last change of the deployment, ISO 8601. */
  modifiedAt: string
}

/** One earlier request of an endpoint, newest first in lists. */
export interface InvocationSummary {
  id: string
  /** Asked for by header; absent = by traffic. */
  deployment?: string
  /** Deployment that answered. */
  answeredBy?: string
  status?: number
  durationMs?: number
  /** Why there was no answer. */
  failure?: string
  starred: boolean
  /** The saved example it was, by id. */
  exampleId?: string
  /** Whether all assertions of the example held. */
  passed?: boolean
  requestBytes: number
  responseBytes: number
  createdAt: string
}
export interface Invocation extends InvocationSummary {
  requestEncoding: 'text' | 'base64'
  requestBody: string
  /** The body is longer than what stands here. */
  requestTruncated: boolean
  requestHeaders: Record<string, string>
  query: string
  timeoutMs?: number
  responseEncoding: 'text' | 'base64'
  responseBody?: string
  responseTruncated: boolean
  responseHeaders?: Record<string, string>
  firstByteMs?: number
  revision?: Revision
  checks?: AssertionResult[]
}

/** Stands in the history for the value of a header or query parameter that is a credential. */
export const notKept = '[not kept]'

/** A piece of a kept body. `from` and `next` count bytes; text is cut between characters only. */
export interface BodyPart {
  text: string
  from: number
  next: number
  total: number
}

/** What the history list can be asked for. */
export const historyQuerySchema = z.object({
  /** Found in either body, in a deployment's name or in the status. */
  search: z.string().trim().max(200).optional(),
  deployment: z.string().max(64).optional(),
  outcome: z.enum(['ok', 'failed']).optional(),
  starred: z.enum(['1']).optional(),
  /** Only those older than this entry. */
  before: z.string().max(64).optional(),
})
export type HistoryQuery = z.infer<typeof historyQuerySchema>

export interface HistoryPage {
  invocations: InvocationSummary[]
  /** Older ones exist. */
  more: boolean
}
