import { invokeRequestSchema } from '@/lib/contract/invoke'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { invalidInput } from '@/lib/server/define-action'
import { defineRoute } from '@/lib/server/define-route'
import { invokeEndpoint } from '@/lib/server/invoke-endpoint'

/** Sends the body to the scoring URI with the endpoint's key and streams what comes back (lib/contract/invoke). */
export const POST = defineRoute<{ endpoint: string }>(async (request, { params }) => {
  const input = invokeRequestSchema.safeParse(await readJson(request))
  if (!input.success) throw invalidInput(input.error)
  const stream = await invokeEndpoint(getConnection(), params.endpoint, input.data, request.signal)
  return new Response(stream, { headers: { 'content-type': 'application/x-ndjson; charset=utf-8', 'x-accel-buffering': 'no' } })
})

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json()
  } catch (error) {
    if (request.signal.aborted) throw error
    throw new ProblemError({ code: 'BadArgument', message: 'The request is not JSON.', origin: 'input', retryable: false }, 400)
  }
}
