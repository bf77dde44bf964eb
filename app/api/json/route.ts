import { z } from 'zod'
import { getConnection } from '@/lib/server/connection'
import { invalidInput } from '@/lib/server/define-action'
import { defineRoute } from '@/lib/server/define-route'
import { jsonView } from '@/lib/server/json-view'

const name = z.string().min(1).max(255)
const sourceSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('endpoints') }),
  z.object({ of: z.literal('endpoint'), endpoint: name }),
  z.object({ of: z.literal('deployments'), endpoint: name }),
  z.object({ of: z.literal('deployment'), endpoint: name, deployment: name }),
  z.object({ of: z.enum(['models', 'environments']) }),
  z.object({ of: z.enum(['model', 'environment']), name, version: name.optional() }),
  z.object({ of: z.literal('operation'), operation: name }),
  z.object({ of: z.literal('operations'), endpoint: name.optional(), status: name.optional(), kind: name.optional(), q: name.optional() }),
])

/** GET ?of=endpoint&endpoint=… : the resource as the control plane answers and as `az ml` prints it. */
export const GET = defineRoute(async (request) => {
  const parsed = sourceSchema.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!parsed.success) throw invalidInput(parsed.error)
  return Response.json(await jsonView(getConnection(), parsed.data, request.signal))
})
