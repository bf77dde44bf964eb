import 'server-only'
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { ProblemError, type Result } from '@/lib/problems/problem'
import { currentSession, type StudioSession } from './session'
import { problemOf, signInRequired } from './unexpected'

export interface ActionContext {
  session: StudioSession
  requestId: string
}

/**
 * Wraps a server action: session first, then the input is parsed into a new object, then `fn` runs. Failures come back as values.
 * Use in a `'use server'` file: `export const createEndpointAction = defineAction(inputSchema, async (input) => …)`.
 * The input is `unknown` for the wire and typed for callers.
 */
export function defineAction<S extends z.ZodType, T>(
  schema: S,
  fn: (input: z.output<S>, context: ActionContext) => Promise<T>,
): (input: z.input<S>) => Promise<Result<T>> {
  return async (input) => {
    const requestId = randomUUID()
    try {
      const session = await currentSession()
      if (!session) throw signInRequired()
      const parsed = schema.safeParse(input)
      if (!parsed.success) throw invalidInput(parsed.error)
      return { ok: true, value: await fn(parsed.data, { session, requestId }) }
    } catch (error) {
      return { ok: false, problem: problemOf(error, requestId).problem }
    }
  }
}

/** A zod error as a 400, one detail per issue. */
export function invalidInput(error: z.ZodError): ProblemError {
  const details = error.issues.map((issue) => ({
    code: 'BadArgument',
    message: issue.message,
    target: issue.path.join('.'),
    origin: 'input' as const,
    retryable: false,
  }))
  const first = details[0]
  const where = first?.target ? `${first.target}: ` : ''
  return new ProblemError(
    { code: 'BadArgument', message: `${where}${first?.message ?? 'The input is not valid.'}`, details, origin: 'input', retryable: false },
    400,
  )
}
