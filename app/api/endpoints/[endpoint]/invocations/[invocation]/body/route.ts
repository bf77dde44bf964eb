import { z } from 'zod'
import { shownResponseBytes } from '@/lib/contract/invoke'
import { invalidInput } from '@/lib/server/define-action'
import { defineRoute } from '@/lib/server/define-route'
import { bodyFile, bodyPart } from '@/lib/server/invocation-history'

const querySchema = z.object({
  side: z.enum(['request', 'response']),
  from: z.coerce.number().int().min(0).default(0),
  /** The whole body as a file. */
  download: z.enum(['1']).optional(),
})

/** A kept body: the next piece of its text, or all of it as a download. */
export const GET = defineRoute<{ endpoint: string; invocation: string }>(async (request, { params }) => {
  const query = querySchema.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!query.success) throw invalidInput(query.error)
  const { side, from, download } = query.data
  const { endpoint, invocation } = params
  if (!download) return Response.json(await bodyPart(endpoint, invocation, side, from, shownResponseBytes))
  const { body, size, name } = await bodyFile(endpoint, invocation, side)
  return new Response(body, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(size),
      'content-disposition': `attachment; filename="${name}"`,
    },
  })
})
