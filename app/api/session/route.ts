import { z } from 'zod'
import { createAttemptLimit } from '@/lib/gate/attempt-limit'
import { equalSecrets } from '@/lib/gate/bearer'
import { sessionCookie } from '@/lib/gate/session-token'
import { redeemSigninCode } from '@/lib/gate/signin-codes'
import { type Problem, ProblemError } from '@/lib/problems/problem'
import { defineRoute } from '@/lib/server/define-route'
import { studioEnv } from '@/lib/server/env'
import { logger } from '@/lib/server/logger'
import { readLimited } from '@/lib/server/read-limited'
import { createSession, endSession } from '@/lib/server/session'

const bodySchema = z.union([z.strictObject({ token: z.string().min(1).max(4096) }), z.strictObject({ code: z.string().min(1).max(256) })])

const shared = globalThis as { scorepointSignins?: ReturnType<typeof createAttemptLimit> }
shared.scorepointSignins ??= createAttemptLimit()
const attempts = shared.scorepointSignins

/** Sign-in, the one route that acts without a session: `{"token"}` or `{"code"}` → 204 and the cookie, 401, 429 after too many failures. */
export async function POST(request: Request): Promise<Response> {
  let sent: unknown
  try {
    sent = await readJson(request)
  } catch (error) {
    // A stranger's connection that breaks off is like a body that is no credential.
    return error instanceof ProblemError && error.status === 413
      ? refuse(413, error.problem.code, error.problem.message)
      : refuse(400, 'BadArgument', 'The request ended before its body did.')
  }
  const body = bodySchema.safeParse(sent)
  if (!body.success) return refuse(400, 'BadArgument', 'Send {"token": "…"} or {"code": "…"}.')
  const { layout, port, token } = studioEnv()
  const now = Date.now()
  // A code cannot be guessed, so a correct one opens the door even while it is closed to guessing.
  const accepted =
    'code' in body.data
      ? redeemSigninCode(layout.home, body.data.code)
      : attempts.waitMs(now) === 0 && equalSecrets(body.data.token, token ?? '')
  if (!accepted) {
    const wait = attempts.waitMs(now)
    if (wait > 0)
      return refuse(
        429,
        'Studio.TooManySignins',
        'Too many failed sign-ins. Wait, or print a code with npm run signin.',
        Math.ceil(wait / 1000),
      )
    attempts.failed(now)
    logger().warn('a sign-in failed')
    return refuse(
      401,
      'Studio.WrongCredential',
      'This code or token is not valid. Codes work once and for ten minutes; npm run signin prints another.',
    )
  }
  attempts.succeeded()
  const session = await createSession()
  return new Response(null, {
    status: 204,
    headers: { 'set-cookie': sessionCookie(session, port, isHttps(request)), 'cache-control': 'no-store' },
  })
}

/** Signs out: the session ends at once, open streams with it. */
export const DELETE = defineRoute(async (request) => {
  await endSession()
  return new Response(null, { status: 204, headers: { 'set-cookie': sessionCookie('', studioEnv().port, isHttps(request)) } })
})

/** Whether the browser reached the studio over https; the gate alone sets this header. */
function isHttps(request: Request): boolean {
  return request.headers.get('x-forwarded-proto') === 'https'
}

/** Longer than any credential. */
const maxBodyBytes = 8192

/** The body as JSON, or undefined when it is none. Throws ProblemError 413 when it is too long. */
async function readJson(request: Request): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) return undefined
  const text = await readLimited(request, maxBodyBytes)
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: answered as 400 like any other body that is no credential.
    return undefined
  }
}

function refuse(status: number, code: string, message: string, retryAfterSeconds?: number): Response {
  const problem: Problem = { code, message, origin: 'studio', retryable: status === 429 }
  return Response.json(
    { error: problem },
    { status, headers: { 'cache-control': 'no-store', ...(retryAfterSeconds ? { 'retry-after': String(retryAfterSeconds) } : {}) } },
  )
}
