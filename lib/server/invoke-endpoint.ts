import 'server-only'
import { randomUUID } from 'node:crypto'
import { type Dispatcher, request as send } from 'undici'
import type { z } from 'zod'
import type { Connection } from '@/lib/arm/connection'
import { getToken, listKeys } from '@/lib/arm/endpoints'
import { endpointStatus } from '@/lib/arm/status'
import type { InvokeEvent, invokeRequestSchema } from '@/lib/contract/invoke'
import { insertInvocation } from '@/lib/db/invocations'
import { type Problem, ProblemError } from '@/lib/problems/problem'

/** Characters of an answer that reach the page; the rest is counted, not sent. */
const shownLength = 4 * 1024 * 1024

type Parsed = z.output<typeof invokeRequestSchema>

/**
 * Sends one scoring request for the page and streams the answer as newline-delimited InvokeEvents. The key or token is
 * fetched here and never leaves this function. Aborting `signal` ends the scoring request too. Every request is kept in the history.
 * Throws ProblemError when the endpoint or its keys cannot be read.
 */
export async function invokeEndpoint(
  connection: Connection,
  endpoint: string,
  input: Parsed,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const status = await endpointStatus(connection, endpoint, signal)
  const credential =
    status.authMode === 'Key' ? (await listKeys(connection, endpoint)).primaryKey : (await getToken(connection, endpoint)).accessToken
  const uri = localUri(status.scoringUri)
  const encoder = new TextEncoder()
  const abort = new AbortController()
  signal.addEventListener('abort', () => abort.abort(), { once: true })
  return new ReadableStream({
    async start(controller) {
      const emit = (event: InvokeEvent) => {
        // The page may be gone already; its absence is not an error of the request.
        if (!abort.signal.aborted) controller.enqueue(encoder.encode(`${JSON.stringify(event)}\n`))
      }
      await score(endpoint, uri, credential, input, abort.signal, emit)
      if (!abort.signal.aborted) controller.close()
    },
    cancel() {
      abort.abort()
    },
  })
}

/** The studio sends a key only to this computer, whatever address the control plane answered. */
function localUri(scoringUri: string): URL {
  const uri = new URL(scoringUri)
  if (uri.protocol === 'http:' && uri.hostname === '127.0.0.1') return uri
  throw new ProblemError(
    {
      code: 'Studio.ScoringUriNotLocal',
      message: `The scoring URI ${uri.origin} is not on this computer.`,
      origin: 'studio',
      retryable: false,
    },
    502,
  )
}

async function score(endpoint: string, uri: URL, key: string, input: Parsed, signal: AbortSignal, emit: (event: InvokeEvent) => void) {
  const started = performance.now()
  const elapsed = () => Math.round((performance.now() - started) * 10) / 10
  const invocationId = randomUUID()
  const kept = { id: invocationId, deployment: input.deployment, requestBody: input.body, requestHeaders: input.headers }
  let answer: { status: number; headers: Record<string, string>; text: string } | undefined
  try {
    const response = await send(uri, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...lowerCased(input.headers),
        authorization: `Bearer ${key}`,
        ...(input.deployment ? { 'azureml-model-deployment': input.deployment } : {}),
      },
      body: input.body,
      signal,
      // The router ends a request by the deployment's own timeout; a shorter one here would hide its answer.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    const headers = flatten(response.headers)
    answer = { status: response.statusCode, headers, text: '' }
    const binary = !isText(headers['content-type'])
    emit({ kind: 'head', status: response.statusCode, headers, firstByteMs: elapsed(), binary })
    const decoder = new TextDecoder()
    let bytes = 0
    for await (const chunk of response.body) {
      const part = chunk as Uint8Array
      bytes += part.byteLength
      const room = shownLength - answer.text.length
      if (binary || room <= 0) continue
      const text = decoder.decode(part, { stream: true }).slice(0, room)
      answer.text += text
      if (text !== '') emit({ kind: 'text', text })
    }
    const totalMs = elapsed()
    await keep(endpoint, kept, answer, totalMs)
    emit({ kind: 'end', totalMs, bytes, truncated: !binary && answer.text.length >= shownLength, invocationId })
  } catch (error) {
    const totalMs = elapsed()
    const problem = failure(error, signal.aborted)
    await keep(endpoint, kept, answer, totalMs, problem.message)
    emit({ kind: 'failed', problem, totalMs, invocationId })
  }
}

type Kept = Pick<Parsed, 'deployment'> & { id: string; requestBody: string; requestHeaders: Record<string, string> }

async function keep(
  endpoint: string,
  kept: Kept,
  answer: { status: number; headers: Record<string, string>; text: string } | undefined,
  totalMs: number,
  failed?: string,
) {
  await insertInvocation(endpoint, {
    ...kept,
    status: answer?.status,
    responseBody: answer?.text,
    responseHeaders: answer?.headers,
    answeredBy: answer?.headers['azureml-model-deployment'],
    durationMs: Math.round(totalMs),
    failure: failed,
  })
}

function failure(error: unknown, aborted: boolean): Problem {
  if (aborted) return { code: 'Studio.InvocationCanceled', message: 'The request was cancelled.', origin: 'studio', retryable: true }
  const cause = error instanceof Error ? ('code' in error ? String(error.code) : error.message) : String(error)
  return {
    code: 'Studio.ScoringUnreachable',
    message: `The scoring address does not answer (${cause}).`,
    origin: 'studio',
    retryable: true,
  }
}

function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function isText(contentType: string | undefined): boolean {
  return !contentType || /^text\/|[/+](json|xml|x-ndjson|javascript|yaml)\b|charset=/i.test(contentType)
}
