/** Calls of the Engine API (https://docs.docker.com/reference/api/engine/): each with a deadline, each failure told apart. */
import type { IncomingMessage } from 'node:http'
import type { Pack } from 'tar-stream'
import { type Engine, engineError } from '@/agent/runtimes/docker/engine'
import { hintFor } from '@/lib/problems/catalogue'
import { ProblemError } from '@/lib/problems/problem'

/** Time one call of the engine may take. */
export const callDeadlineMs = 10_000

export interface EngineRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD'
  /** Without version and query: `/containers/create`. */
  path: string
  query?: Record<string, string | number | boolean>
  body?: object
  /** A tar archive, for PUT. */
  archive?: Pack
  deadlineMs?: number
  signal?: AbortSignal
}

/** What docker-modem takes and gives; its own types leave it untyped. */
interface Dial {
  dial(options: object, callback: (error: unknown, data: unknown) => void): void
}

/** The engine answered, and refused. */
export class EngineRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

const known = [200, 201, 204, 304]

/** Engine not reachable, or not answering in time: nothing is known about what it runs. */
export function engineUnavailable(reason: string): ProblemError {
  return new ProblemError(
    {
      code: 'RuntimeUnavailable',
      message: `The Docker engine cannot be used: ${reason}.`,
      origin: 'runtime',
      retryable: true,
      hint: hintFor('RuntimeUnavailable'),
    },
    503,
  )
}

/** True for failures that say nothing but that the engine is away. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === 'RuntimeUnavailable'
}

function refusalOf(error: unknown): EngineRefusal | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return undefined
  const json = 'json' in error && typeof error.json === 'object' && error.json !== null ? error.json : {}
  const message = 'message' in json && typeof json.message === 'string' ? json.message : error.message
  return new EngineRefusal(error.statusCode, message.trim())
}

/** The calls of one engine. Failures are EngineRefusal (with its status) or ProblemError `RuntimeUnavailable`. */
export function createEngineCalls(engine: Pick<Engine, 'docker' | 'address'>, usualDeadlineMs = callDeadlineMs) {
  async function dial(request: EngineRequest, isStream: boolean): Promise<unknown> {
    const { method, path, query, body, archive, deadlineMs = usualDeadlineMs, signal } = request
    // A stream lives on after its head has come; only the head has a deadline.
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), deadlineMs)
    const aborted = signal === undefined ? limit.signal : AbortSignal.any([limit.signal, signal])
    try {
      const client = await engine.docker()
      const modem: Dial = client.modem
      return await new Promise((resolve, reject) => {
        const options = {
          path: `${path}?`,
          method,
          // Body and query apart: what stands in the body (variables) must not stand in an address, which engines log.
          options: { _query: query ?? {}, _body: body ?? {} },
          ...(archive === undefined ? {} : { file: archive }),
          isStream,
          abortSignal: aborted,
          statusCodes: Object.fromEntries(known.map((status) => [status, true])),
        }
        modem.dial(options, (error, data) => (error ? reject(error) : resolve(data)))
      })
    } catch (error) {
      signal?.throwIfAborted()
      const refusal = refusalOf(error)
      // An engine in trouble (500 while it shuts down, 503) is still an answer: the caller tries again.
      if (refusal !== undefined) throw refusal
      if (limit.signal.aborted) throw engineUnavailable(`no answer within ${deadlineMs / 1000} s`)
      const reason = engineError(error, engine.address().host)
      // Whatever else kept an answer from coming: half an answer, a connection that was cut.
      throw isUnavailable(reason) ? reason : engineUnavailable(reason.message)
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    /** The parsed answer. @throws EngineRefusal, ProblemError `RuntimeUnavailable` */
    async json<T>(request: EngineRequest): Promise<T> {
      // The engine of this API version answers in this shape; every caller reads optional fields as such.
      return (await dial(request, false)) as T
    },
    /** Where the answer's text does not matter. */
    async send(request: EngineRequest): Promise<void> {
      await dial(request, false)
    },
    /** An endless answer; the caller destroys it. `signal` ends it, too. */
    async stream(request: EngineRequest): Promise<IncomingMessage> {
      return (await dial(request, true)) as IncomingMessage
    },
  }
}
export type EngineCalls = ReturnType<typeof createEngineCalls>

/** The call's result, or undefined where the engine says that there is no such thing (404). */
export async function orMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (error instanceof EngineRefusal && error.status === 404) return undefined
    throw error
  }
}
