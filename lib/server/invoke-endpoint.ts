import 'server-only'
import { randomUUID } from 'node:crypto'
import { type Dispatcher, request as send } from 'undici'
import type { z } from 'zod'
import type { Connection } from '@/lib/arm/connection'
import { scoringCredential } from '@/lib/arm/scoring-credential'
import { endpointStatus } from '@/lib/arm/status'
import { type InvokeEvent, type invokeRequestSchema, shownResponseBytes } from '@/lib/contract/invoke'
import type { EndpointStatus } from '@/lib/contract/scorepoint'
import { type Problem, ProblemError } from '@/lib/problems/problem'
import { type BodyEncoding, openBodySpool } from '@/lib/server/invocation-bodies'
import { keepInvocation } from '@/lib/server/keep-invocation'
import { localScoringUri } from '@/lib/server/scoring-uri'

type Parsed = z.output<typeof invokeRequestSchema>

/**
 * Sends one scoring request for the page and streams the answer as newline-delimited InvokeEvents. The credential is fetched here and
 * never leaves this function. Aborting `signal` ends the scoring request too. Every request is kept in the history.
 * Throws ProblemError when the endpoint or its credential cannot be read.
 */
export async function invokeEndpoint(
  connection: Connection,
  endpoint: string,
  input: Parsed,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const status = await endpointStatus(connection, endpoint, signal)
  const uri = localScoringUri(status.scoringUri)
  if (input.query !== '') uri.search = `?${input.query}`
  const credential = await scoringCredential(connection, status)
  const encoder = new TextEncoder()
  const abort = new AbortController()
  signal.addEventListener('abort', () => abort.abort(), { once: true })
  return new ReadableStream({
    async start(controller) {
      const emit = (event: InvokeEvent) => {
        // The page may be gone already; its absence is not an error of the request.
        if (!abort.signal.aborted) controller.enqueue(encoder.encode(`${JSON.stringify(event)}\n`))
      }
      await score({ status, uri, credential, input, signal: abort.signal, emit })
      if (!abort.signal.aborted) controller.close()
    },
    cancel() {
      abort.abort()
    },
  })
}

interface Exchange {
  status: EndpointStatus
  uri: URL
  credential: string
  input: Parsed
  signal: AbortSignal
  emit: (event: InvokeEvent) => void
}

async function score({ status, uri, credential, input, signal, emit }: Exchange): Promise<void> {
  const started = performance.now()
  const elapsed = () => Math.round((performance.now() - started) * 10) / 10
  const invocationId = randomUUID()
  const limit = input.timeoutMs === undefined ? undefined : AbortSignal.timeout(input.timeoutMs)
  const kept = { id: invocationId, status, input, elapsed }
  let answer: { status: number; headers: Record<string, string>; firstByteMs: number } | undefined
  let spool: ReturnType<typeof openBodySpool> | undefined
  try {
    const response = await send(uri, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...lowerCased(input.headers),
        authorization: `Bearer ${credential}`,
        ...(input.deployment ? { 'azureml-model-deployment': input.deployment } : {}),
      },
      body: input.encoding === 'base64' ? Buffer.from(input.body, 'base64') : input.body,
      signal: limit ? AbortSignal.any([signal, limit]) : signal,
      // The router ends a request by the deployment's own timeout; a shorter one here would hide its answer.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    const headers = flatten(response.headers)
    answer = { status: response.statusCode, headers, firstByteMs: elapsed() }
    const encoding: BodyEncoding = isText(headers['content-type']) ? 'text' : 'base64'
    spool = openBodySpool(invocationId, 'response', encoding)
    emit({ kind: 'head', ...answer, binary: encoding === 'base64' })
    const bytes = await passOn(response.body, encoding, spool, emit)
    const totalMs = elapsed()
    const checks = await keepInvocation({ ...kept, answer, body: { ...(await spool.close()), encoding }, totalMs })
    emit({ kind: 'end', totalMs, bytes, truncated: bytes > shownResponseBytes, invocationId, checks })
  } catch (error) {
    const totalMs = elapsed()
    const problem = failure(error, signal.aborted, limit?.aborted ? input.timeoutMs : undefined)
    const body = spool
      ? { ...(await spool.close()), encoding: isText(answer?.headers['content-type']) ? ('text' as const) : ('base64' as const) }
      : undefined
    const checks = await keepInvocation({ ...kept, answer, body, totalMs, failure: problem.message })
    emit({ kind: 'failed', problem, totalMs, invocationId, checks })
  }
}

const progressEveryMs = 100

/** Gives the page the beginning of the answer as it arrives and the history all of it. Answers the number of bytes. */
async function passOn(
  body: Dispatcher.ResponseData['body'],
  encoding: BodyEncoding,
  spool: ReturnType<typeof openBodySpool>,
  emit: (event: InvokeEvent) => void,
): Promise<number> {
  const decoder = new TextDecoder()
  let bytes = 0
  let saidAt = 0
  for await (const chunk of body) {
    const part = chunk as Uint8Array
    const shown = part.subarray(0, Math.max(0, shownResponseBytes - bytes))
    bytes += part.byteLength
    await spool.write(part)
    if (encoding === 'base64') {
      if (shown.length > 0) emit({ kind: 'bytes', data: Buffer.from(shown).toString('base64') })
    } else {
      const text = decoder.decode(shown, { stream: true })
      if (text !== '') emit({ kind: 'text', text })
    }
    if (bytes > shownResponseBytes && performance.now() - saidAt > progressEveryMs) {
      saidAt = performance.now()
      emit({ kind: 'progress', bytes })
    }
  }
  return bytes
}

function failure(error: unknown, aborted: boolean, timeoutMs: number | undefined): Problem {
  if (aborted) return { code: 'Studio.InvocationCanceled', message: 'The request was cancelled.', origin: 'studio', retryable: true }
  if (timeoutMs !== undefined)
    return {
      code: 'Studio.InvocationTimedOut',
      message: `The request was given up after the ${timeoutMs} ms set in the test panel.`,
      origin: 'studio',
      retryable: true,
    }
  if (error instanceof ProblemError) return error.problem
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
