import 'server-only'
import { z } from 'zod'
import { invalidInput } from '@/lib/server/define-action'

const sourceSchema = z.enum(['build', 'storage-initializer', 'inference-server', 'events'])
const sources = z
  .string()
  .refine(
    (text) => text.split(',').every((source) => sourceSchema.safeParse(source).success),
    'sources are build, storage-initializer, inference-server, events',
  )
const number = z.string().regex(/^\d{1,15}$/)
const flag = z.enum(['true', 'false'])
const moment = z.iso.datetime({ offset: true })

/** Parameters of the log routes, as the agent takes them. Others are left out. */
const querySchema = z
  .object({
    sources,
    instance: z.string().max(200),
    level: z.enum(['debug', 'info', 'warning', 'error']),
    since: moment,
    until: moment,
    folded: flag,
    q: z.string().max(500),
    regex: flag,
    case: flag,
    inverse: flag,
    anchor: z.string().max(250),
    at: moment,
    rows: number,
    from: z.union([number, moment]),
    to: moment,
    count: number,
    numbers: z.string().regex(/^\d+(,\d+){0,499}$/),
    before: number,
    id: z.string().max(250),
    after: z.string().max(200),
    requestId: z.string().max(100),
  })
  .partial()

/** The log parameters of a request; throws a 400 that names the wrong one. */
export function parseLogQuery(request: Request): URLSearchParams {
  const given = new URL(request.url).searchParams
  const parsed = querySchema.safeParse(Object.fromEntries(given))
  if (!parsed.success) throw invalidInput(parsed.error)
  return new URLSearchParams(Object.entries(parsed.data).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
