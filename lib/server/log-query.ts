import 'server-only'
import { z } from 'zod'
import type { LogQuery } from '@/lib/arm/status'
import { invalidInput } from '@/lib/server/define-action'

const sourceSchema = z.enum(['build', 'storage-initializer', 'inference-server', 'events'])
const querySchema = z.object({
  sources: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(sourceSchema))
    .optional(),
  instance: z.string().max(200).optional(),
  tail: z.coerce.number().int().min(0).max(50_000).optional(),
  after: z.string().max(2000).optional(),
})

/** The log parameters of a request; throws a 400 that names the wrong one. */
export function parseLogQuery(request: Request): LogQuery {
  const parsed = querySchema.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!parsed.success) throw invalidInput(parsed.error)
  return parsed.data
}
