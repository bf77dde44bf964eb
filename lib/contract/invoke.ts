/**
 * What the test panel and the studio server say to each other: one JSON request, answered as newline-delimited JSON events
 * so that a long answer shows as it arrives and its timing still comes at the end.
 */
import { z } from 'zod'
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

export const invokeRequestSchema = z.object({
  /** Absent: the traffic split decides. */
  deployment: z.string().min(1).max(64).optional(),
  headers: z
    .record(headerName, headerValue)
    .refine((headers) => !Object.keys(headers).some((name) => isReservedRequestHeader(name)), 'This header is set by the studio.')
    .default({}),
  body: z.string(),
})
export type InvokeRequest = z.input<typeof invokeRequestSchema>

/** Whether the person may not set this header by hand. */
export function isReservedRequestHeader(name: string): boolean {
  return (reservedRequestHeaders as readonly string[]).includes(name.toLowerCase())
}

export type InvokeEvent =
  | { kind: 'head'; status: number; headers: Record<string, string>; firstByteMs: number; binary: boolean }
  | { kind: 'text'; text: string }
  | { kind: 'end'; totalMs: number; bytes: number; truncated: boolean; invocationId: string }
  | { kind: 'failed'; problem: Problem; totalMs: number; invocationId: string }

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
  createdAt: string
}
export interface Invocation extends InvocationSummary {
  requestBody: string
  requestHeaders: Record<string, string>
  responseBody?: string
  responseHeaders?: Record<string, string>
}
