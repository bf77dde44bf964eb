import { type Problem, ProblemError } from '@/lib/problems/problem'

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** The Problem in an answer of the studio's routes: `{problem}`, an ARM envelope `{error}`, or made from the status alone. */
export function problemFromBody(body: unknown, status: number): Problem {
  const inner = isRecord(body) ? (body.problem ?? body.error ?? body) : undefined
  if (isRecord(inner) && typeof inner.code === 'string' && typeof inner.message === 'string') {
    return { origin: 'studio', retryable: status >= 500, ...inner, code: inner.code, message: inner.message }
  }
  return { code: 'Studio.HttpError', message: `The studio answered ${status}.`, origin: 'studio', retryable: status >= 500 }
}

/** Browsers drop every request, also to this computer, when a VPN or a container network comes or goes: asked once more. */
const againAfterMs = 200

/**
 * Reads JSON from one of the studio's own GET routes. `T` is the shape that route's file declares; both sides are ours and
 * built together, so it is not parsed again here. Throws ProblemError; an unreachable studio is `Studio.Unreachable`.
 */
export async function fetchJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const init = { headers: { accept: 'application/json' }, ...(signal ? { signal } : {}) }
  let response: Response
  try {
    response = await fetch(path, init).catch(async (error: unknown) => {
      if (signal?.aborted) throw error
      await new Promise((resolve) => setTimeout(resolve, againAfterMs))
      return fetch(path, init)
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ProblemError({ code: 'Studio.Unreachable', message: 'The studio does not answer.', origin: 'studio', retryable: true }, 503)
  }
  const body: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw new ProblemError(problemFromBody(body, response.status), response.status)
  return body as T
}
