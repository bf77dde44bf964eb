import { type ErrorDetail, errorEnvelopeSchema } from '@/lib/contract/arm/error'
import { hintFor } from './catalogue'
import type { Problem, ProblemOrigin } from './problem'

const maxMessageLength = 4000
const codeByStatus: Record<number, string> = {
  400: 'BadRequest',
  401: 'AuthenticationFailed',
  403: 'AuthorizationFailed',
  404: 'ResourceNotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  429: 'TooManyRequests',
}

/**
 * An error answer of the control plane as a Problem: the ARM envelope `{error: {code, message, target, details}}`, or, when the body is
 * something else (a proxy's page, half an answer), the status alone. Never throws. `status` is the HTTP status.
 */
export function parseProblem(bodyText: string, status: number, requestId?: string): Problem {
  const envelope = errorEnvelopeSchema.safeParse(readJson(bodyText))
  const retryable = status === 408 || status === 429 || status >= 500
  const id = requestId === undefined ? {} : { requestId }
  if (envelope.success) return { ...fromDetail(envelope.data.error, retryable, 0), ...id }
  const code = codeByStatus[status] ?? (status >= 500 ? 'InternalServerError' : 'BadRequest')
  return withHint({
    code,
    message: `The control plane answered with status ${status} and no readable reason.`,
    origin: 'azure',
    retryable,
    ...id,
  })
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the schema then says no.
    return undefined
  }
}

/** One detail; the agent's additions (`Origin`, `Hint`) travel in additionalInfo. */
function fromDetail(detail: ErrorDetail, retryable: boolean, depth: number): Problem {
  const info = (type: string): Record<string, unknown> | undefined => {
    return asRecord(detail.additionalInfo?.find((entry) => entry.type === type)?.info)
  }
  const details = depth < 8 ? (detail.details ?? []).map((inner) => fromDetail(inner, retryable, depth + 1)) : []
  const told = info('Origin')
  const hint = asRecord(info('Hint')?.value)
  const problem: Problem = {
    code: detail.code,
    message: detail.message.slice(0, maxMessageLength),
    origin: isOrigin(told?.value) ? told.value : 'azure',
    retryable: typeof told?.retryable === 'boolean' ? told.retryable : retryable,
    ...(detail.target ? { target: detail.target } : {}),
    ...(details.length > 0 ? { details } : {}),
  }
  if (typeof hint?.cause === 'string' && typeof hint.fix === 'string') return { ...problem, hint: { cause: hint.cause, fix: hint.fix } }
  return withHint(problem)
}

const asRecord = (value: unknown) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined)
const origins: readonly ProblemOrigin[] = ['input', 'azure', 'agent', 'runtime', 'scoring', 'studio']
const isOrigin = (value: unknown): value is ProblemOrigin => origins.some((origin) => origin === value)

/** Adds the catalogue's hint; of nested errors the innermost known code says most. */
function withHint(problem: Problem): Problem {
  let hint = hintFor(problem.code)
  for (let inner = problem.details?.[0]; inner !== undefined; inner = inner.details?.[0]) hint = inner.hint ?? hintFor(inner.code) ?? hint
  return hint === undefined ? problem : { ...problem, hint }
}
