import type { AssertionResult } from '@/lib/contract/example'
import type { InvokeEvent, InvokeRequest } from '@/lib/contract/invoke'
import { parseAnswer } from '@/lib/domain/json-path/json-path'
import { formatJsonText } from '@/lib/domain/request-schema/format-json'
import type { Problem } from '@/lib/problems/problem'

/** A response as far as it has arrived. */
export interface Answer {
  status: number
  headers: Record<string, string>
  /** The beginning of a text, at most as long as is shown by itself. */
  text: string
  /** The beginning of a binary answer, base64 pieces. */
  pieces: string[]
  binary: boolean
  firstByteMs: number
  totalMs?: number
  /** So far; all of it once `totalMs` is there. */
  bytes?: number
  truncated?: boolean
}
export interface Outcome {
  answer?: Answer
  problem?: Problem
  totalMs?: number
  done: boolean
  /** Where the history keeps it; known at the end. */
  invocationId?: string
  /** What became of a saved example's assertions. */
  checks?: AssertionResult[]
}

/** A request on its way or answered, and when it was sent. */
export interface Run {
  outcome: Outcome
  sentAt: string
}

/** One step of an outcome; pure, so that a stream and a test read the same way. */
export function applyEvent(outcome: Outcome, event: InvokeEvent): Outcome {
  const { answer } = outcome
  switch (event.kind) {
    case 'head': {
      const { status, headers, binary, firstByteMs } = event
      return { ...outcome, answer: { status, headers, binary, firstByteMs, text: '', pieces: [] } }
    }
    case 'text':
      return answer ? { ...outcome, answer: { ...answer, text: answer.text + event.text } } : outcome
    case 'bytes':
      return answer ? { ...outcome, answer: { ...answer, pieces: [...answer.pieces, event.data] } } : outcome
    case 'progress':
      return answer ? { ...outcome, answer: { ...answer, bytes: event.bytes } } : outcome
    case 'end': {
      const { totalMs, bytes, truncated, invocationId, checks } = event
      return {
        ...outcome,
        totalMs,
        done: true,
        invocationId,
        checks,
        answer: answer ? { ...answer, totalMs, bytes, truncated } : undefined,
      }
    }
    case 'failed': {
      const { problem, totalMs, invocationId, checks } = event
      return { ...outcome, problem, totalMs, done: true, invocationId, checks }
    }
    default:
      return event satisfies never
  }
}

/** A step is drawn at most this often; a fast stream would otherwise draw more than anyone can see. */
const stepEveryMs = 40

/** Sends a request through the studio and reports its steps. Resolves with the last outcome; aborting rejects as fetch does. */
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
  let timer: ReturnType<typeof setTimeout> | undefined
  const step = () => {
    timer = undefined
    onStep(outcome)
  }
  try {
    for await (const event of readLines(response.body)) {
      outcome = applyEvent(outcome, JSON.parse(event) as InvokeEvent)
      timer ??= setTimeout(step, stepEveryMs)
    }
  } finally {
    clearTimeout(timer)
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

/** Where the time of an answer went, in milliseconds; a part is absent where nobody measured it. */
export interface TimeParts {
  /** Waiting for a free slot of an instance. */
  queue?: number
  /** With the inference server until its head came, run() included. */
  model?: number
  /** Everything else between the studio and the model. */
  gateway?: number
  /** run() alone, as the inference server says. */
  run?: number
}

/** Reads `server-timing` of the router and `x-ms-run-fn-exec-ms` of the inference server. `totalMs` is the time as the studio saw it. */
export function timeParts(headers: Record<string, string>, headMs: number): TimeParts {
  const queue = metric(headers['server-timing'], 'queue')
  const model = metric(headers['server-timing'], 'worker')
  const run = numberOf(headers['x-ms-run-fn-exec-ms'])
  const measured = queue !== undefined && model !== undefined
  return { queue, model, run, gateway: measured ? Math.max(0, headMs - queue - model) : undefined }
}

/** The first metric of that name: the router's stands before whatever a model adds. */
function metric(header: string | undefined, name: string): number | undefined {
  return numberOf(new RegExp(`(?:^|,)\\s*${name};dur=([\\d.]+)`).exec(header ?? '')?.[1])
}

function numberOf(text: string | undefined): number | undefined {
  const value = Number(text)
  return text !== undefined && text !== '' && Number.isFinite(value) ? value : undefined
}

/** The body with two-space indentation and every number as it was written, or undefined when it is not JSON. */
export function prettyJson(text: string): string | undefined {
  const document = parseAnswer(text)
  if (!document) return undefined
  // json.dumps(…) returned as text: the document is inside that string.
  const outer: unknown = typeof document.value === 'string' || !text.trimStart().startsWith('"') ? undefined : JSON.parse(text)
  return formatJsonText(typeof outer === 'string' ? outer : text)
}
