import 'server-only'
import { unstable_rethrow } from 'next/navigation'
import { type Problem, ProblemError } from '@/lib/problems/problem'
import { logger } from './logger'

/** Turns a thrown value into what the browser may see. Redirects and not-found of Next pass through; the unexpected is logged whole. */
export function problemOf(error: unknown, requestId: string): { problem: Problem; status: number } {
  unstable_rethrow(error)
  if (error instanceof ProblemError)
    return { problem: { ...error.problem, requestId: error.problem.requestId ?? requestId }, status: error.status }
  logger().error({ err: error, requestId }, 'unexpected error')
  return {
    status: 500,
    problem: {
      code: 'Studio.Unexpected',
      message: `Something went wrong in the studio. The log has the details under ${requestId}.`,
      origin: 'studio',
      requestId,
      retryable: false,
    },
  }
}

/** The one answer to a request without a living session. */
export function signInRequired(): ProblemError {
  return new ProblemError({ code: 'Studio.SignInRequired', message: 'Sign in first.', origin: 'studio', retryable: false }, 401)
}
