import { z } from 'zod'
import { endpointMetrics } from '@/lib/arm/status'
import { longestMetricRange } from '@/lib/contract/metrics'
import { getConnection } from '@/lib/server/connection'
import { invalidInput } from '@/lib/server/define-action'
import { defineRoute } from '@/lib/server/define-route'

const rangeSchema = z
  .object({ from: z.coerce.number().int().positive(), to: z.coerce.number().int().positive() })
  .refine(({ from, to }) => from < to && to - from <= longestMetricRange, 'from must lie before to, at most seven days apart.')

/** Metrics of an endpoint over `?from=&to=` (Unix seconds). */
export const GET = defineRoute<{ endpoint: string }>(async (request, { params }) => {
  const parsed = rangeSchema.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!parsed.success) throw invalidInput(parsed.error)
  return Response.json(await endpointMetrics(getConnection(), params.endpoint, parsed.data, request.signal))
})
