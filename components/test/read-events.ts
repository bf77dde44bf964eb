import type { InvokeEvent, InvokeRequest } from '@/lib/contract/invoke'
import type { Problem } from '@/lib/problems/problem'

/** A response as far as it has arrived. */
export interface Answer {
  status: number
  headers: Record<string, string>
  text: string
  binary: boolean
  firstByteMs: number
  totalMs?: number
  bytes?: number
  truncated?: boolean
}
export interface Outcome {
  answer?: Answer
  problem?: Problem
  totalMs?: number
  done: boolean
}

/** A request on its way or answered, and when it was sent. */
export interface Run {
  outcome: Outcome
  sentAt: string
}

/** One step of an outcome; pure, so that a stream and a test read the same way. */
export function applyEvent(outcome: Outcome, event: InvokeEvent): Outcome {
  switch (event.kind) {
    case 'head': {
      const { status, headers, binary, firstByteMs } = event
      return { ...outcome, answer: { status, headers, binary, firstByteMs, text: '' } }
    }
    case 'text':
      return outcome.answer ? { ...outcome, answer: { ...outcome.answer, text: outcome.answer.text + event.text } } : outcome
    case 'end': {
      const { totalMs, bytes, truncated } = event
      return { ...outcome, totalMs, done: true, answer: outcome.answer ? { ...outcome.answer, totalMs, bytes, truncated } : undefined }
    }
    case 'failed':
      return { ...outcome, problem: event.problem, totalMs: event.totalMs, done: true }
    default:
      return event satisfies never
  }
}

/** Sends a request through the studio and reports every step. Resolves with the last outcome; aborting rejects as fetch does. */
export async function invoke(
  endpoint: string,
  request: InvokeRequest,
  signal: AbortSignal,
  onStep: (outcome: Outcome) => void,
): Promise<Outcome> {
  const response = await fetch(`/api/endpoints/${encodeURIComponent(endpoint)}/invoke`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
    signal,
  })
  if (!response.ok || !response.body) {
    const { error } = (await response.json()) as { error: Problem }
    return { problem: error, done: true }
  }
  let outcome: Outcome = { done: false }
  for await (const event of readLines(response.body)) {
    outcome = applyEvent(outcome, JSON.parse(event) as InvokeEvent)
    onStep(outcome)
  }
  if (outcome.done) return outcome
  return {
    ...outcome,
    done: true,
    problem: {
      code: 'Studio.ConnectionLost',
      message: 'The studio ended before the answer was complete.',
      origin: 'studio',
      retryable: true,
    },
  }
}

/** Lines of a UTF-8 stream, without empty ones. */
export async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      rest += decoder.decode(value, { stream: !done })
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line !== '') yield line
      if (done) break
    }
    if (rest !== '') yield rest
  } finally {
    reader.releaseLock()
  }
}

/** Milliseconds the run function itself took, as the inference server says. */
export function modelMs(headers: Record<string, string>): number | undefined {
  const value = Number(headers['x-ms-run-fn-exec-ms'])
  return headers['x-ms-run-fn-exec-ms'] !== undefined && Number.isFinite(value) ? value : undefined
}

/** The body with two-space indentation, or undefined when it is not JSON. Numbers keep their written digits only in the raw view. */
export function prettyJson(text: string): string | undefined {
  try {
    return JSON.stringify(unwrap(JSON.parse(text)), null, 2)
  } catch {
    return undefined // not JSON: the raw view shows it
  }
}

/** Scoring scripts often return json.dumps(...), which arrives as a JSON string holding JSON. */
function unwrap(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value // a string that merely begins like JSON
  }
}
