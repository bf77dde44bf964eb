/** Where a problem came from; decides the tone of the message and who can fix it. */
export type ProblemOrigin = 'input' | 'azure' | 'agent' | 'runtime' | 'scoring' | 'studio'

/** What happened, in one shape everywhere: on the wire, in operations, in the browser. */
export interface Problem {
  /** Azure's own code verbatim (`ResourceNotReady`, `OutOfQuota`) or ours with prefix `Studio.` / `Agent.`. */
  code: string
  /** One sentence for a person; no stack. */
  message: string
  /** Path of the field or id of the resource. */
  target?: string
  details?: Problem[]
  /** From lib/problems/catalogue.ts, never written at the place of failure. */
  hint?: { cause: string; fix: string; docs?: string; page?: string }
  origin: ProblemOrigin
  requestId?: string
  retryable: boolean
}

export type Result<T> = { ok: true; value: T } | { ok: false; problem: Problem }

/** The only error `lib` and `agent` throw for expected failures; turned into a body or a Result at the borders. */
export class ProblemError extends Error {
  constructor(
    readonly problem: Problem,
    /** HTTP status the agent answers with. */
    readonly status = 400,
  ) {
    super(`${problem.code}: ${problem.message}`)
    this.name = 'ProblemError'
  }
}
