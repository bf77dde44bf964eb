/** The agent's own refusals as rows, and the one place where a problem becomes an ARM error body. */

import type { ErrorDetail, ErrorEnvelope } from '@/lib/contract/arm/error'
import { redactText } from '@/lib/gate/redact'
import { type Problem, ProblemError } from '@/lib/problems/problem'

interface Row {
  status: number
  code: string
  origin: Problem['origin']
  retryable: boolean
}

/** Codes are Azure's where Azure has one. */
const rows = {
  badArgument: { status: 400, code: 'BadArgument', origin: 'input', retryable: false },
  invalidBody: { status: 400, code: 'InvalidRequestContent', origin: 'input', retryable: false },
  unauthenticated: { status: 401, code: 'AuthenticationFailed', origin: 'agent', retryable: false },
  crossSite: { status: 403, code: 'Agent.CrossSiteRefused', origin: 'agent', retryable: false },
  storageForbidden: { status: 403, code: 'AuthorizationFailure', origin: 'agent', retryable: false },
  notFound: { status: 404, code: 'ResourceNotFound', origin: 'input', retryable: false },
  registryAsset: { status: 404, code: 'Agent.RegistryAsset', origin: 'input', retryable: false },
  noRoute: { status: 404, code: 'InvalidResourceType', origin: 'input', retryable: false },
  methodNotAllowed: { status: 405, code: 'MethodNotAllowed', origin: 'input', retryable: false },
  conflict: { status: 409, code: 'Conflict', origin: 'input', retryable: false },
  assetInUse: { status: 409, code: 'Agent.AssetInUse', origin: 'input', retryable: false },
  assetPathChanged: { status: 409, code: 'UserError', origin: 'input', retryable: false },
  tooLarge: { status: 413, code: 'RequestEntityTooLarge', origin: 'input', retryable: false },
  mediaType: { status: 415, code: 'UnsupportedMediaType', origin: 'input', retryable: false },
  rangeNotSatisfiable: { status: 416, code: 'InvalidRange', origin: 'input', retryable: false },
  misdirected: { status: 421, code: 'Agent.HostRefused', origin: 'agent', retryable: false },
  internal: { status: 500, code: 'InternalServerError', origin: 'agent', retryable: true },
  notImplemented: { status: 501, code: 'NotImplemented', origin: 'agent', retryable: false },
  routerAway: { status: 503, code: 'Agent.RouterAway', origin: 'agent', retryable: true },
  noSpace: { status: 507, code: 'Agent.NoSpace', origin: 'agent', retryable: true },
} as const satisfies Record<string, Row>

export type RefusalKind = keyof typeof rows

/** A ProblemError of one row; `target` is a field path or resource id, `details` one entry per field. */
export function refusal(kind: RefusalKind, message: string, extra: { target?: string; details?: Problem[] } = {}): ProblemError {
  const { status, code, origin, retryable } = rows[kind]
  return new ProblemError({ code, message, origin, retryable, ...extra }, status)
}

/** One detail of a BadArgument: names the field, the rule it breaks and what to write instead. */
export function fieldProblem(target: string, message: string, fix?: string): Problem {
  return { code: 'BadArgument', message: fix ? `${message} ${fix}` : message, target, origin: 'input', retryable: false }
}

/** BadArgument whose message carries the first finding and whose details carry all of them. */
export function badFields(details: [Problem, ...Problem[]]): ProblemError {
  const more = details.length > 1 ? ` (and ${details.length - 1} more)` : ''
  return refusal('badArgument', `${details[0].message}${more}`, { target: details[0].target, details })
}

const outOfSpace = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'EROFS', 'SQLITE_READONLY', 'SQLITE_IOERR_WRITE'])

/** Anything thrown, as a ProblemError: expected ones unchanged, a full disk as 507, the rest as 500 without inner text. */
export function asProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof Error && 'code' in error && outOfSpace.has(String(error.code))) {
    return refusal('noSpace', 'Nothing was changed: the disk of the data folder is full or read-only. Free some space and try again.')
  }
  return refusal('internal', 'The agent met an unexpected error. Its log has the details under this request id.')
}

function detail(problem: Problem): ErrorDetail {
  return {
    code: problem.code,
    message: redactText(problem.message),
    target: problem.target ?? null,
    details: (problem.details ?? []).map(detail),
    additionalInfo: [],
  }
}

/** The ARM error body. Hints travel as an `additionalInfo` entry, which other clients ignore. */
export function errorEnvelope(problem: Problem, requestId?: string): ErrorEnvelope {
  const additionalInfo = [
    { type: 'ComponentName', info: { value: 'scorepoint-agent' } },
    ...(requestId ? [{ type: 'Correlation', info: { value: { RequestId: requestId } } }] : []),
    { type: 'Time', info: { value: new Date().toISOString() } },
    { type: 'Origin', info: { value: problem.origin, retryable: problem.retryable } },
    ...(problem.hint ? [{ type: 'Hint', info: { value: problem.hint } }] : []),
  ]
  return { error: { ...detail(problem), additionalInfo } }
}
