/** The refusals of the control plane, in one place so that codes and wording agree. */
import { ProblemError } from '@/lib/problems/problem'

export function notFound(kind: 'endpoint' | 'deployment' | 'operation', name: string): ProblemError {
  const noun = kind === 'endpoint' ? 'Online endpoint' : kind === 'deployment' ? 'Online deployment' : 'Operation'
  return new ProblemError(
    { code: 'ResourceNotFound', message: `${noun} "${name}" does not exist.`, target: name, origin: 'input', retryable: false },
    404,
  )
}

export function badArgument(message: string, target?: string): ProblemError {
  return new ProblemError({ code: 'BadArgument', message, target, origin: 'input', retryable: false }, 400)
}

export function conflict(message: string, target?: string): ProblemError {
  return new ProblemError({ code: 'Conflict', message, target, origin: 'input', retryable: true }, 409)
}
