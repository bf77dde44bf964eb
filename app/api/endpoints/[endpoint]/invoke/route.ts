import { invokeRequestSchema } from '@/lib/contract/invoke'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { invalidInput } from '@/lib/server/define-action'
import { defineRoute } from '@/lib/server/define-route'
import { studioEnv } from '@/lib/server/env'
import { invokeEndpoint } from '@/lib/server/invoke-endpoint'
import { readLimited } from '@/lib/server/read-limited'

/** Sends the body to the scoring URI with the endpoint's key and streams what comes back (lib/contract/invoke). */
export const POST = defineRoute<{ endpoint: string }>(async (request, { params }) => {
  const input = invokeRequestSchema.safeParse(await readJson(request))
  if (!input.success) throw invalidInput(input.error)
  const stream = await invokeEndpoint(getConnection(), params.endpoint, input.data, request.signal)
  return new Response(stream, { headers: { 'content-type': 'application/x-ndjson; charset=utf-8', 'x-accel-buffering': 'no' } })
})

/** JSON around the scoring body: quotes and line breaks are escaped there, bytes are base64, and headers come along. */
const envelopeBytes = 1024 * 1024

async function readJson(request: Request): Promise<unknown> {
  const text = await readLimited(request, studioEnv().maxScoringBodyBytes * 1.4 + envelopeBytes)
  try {
    return JSON.parse(text)
  } catch {
    throw new ProblemError({ code: 'BadArgument', message: 'The request is not JSON.', origin: 'input', retryable: false }, 400)
  }
}
