import { z } from 'zod'
import { errorDetailSchema } from '@/lib/contract/arm/error'

/** Body behind `Azure-AsyncOperation`; every status but the three final ones means "still running". */
export const finalOperationStatuses = ['Succeeded', 'Failed', 'Canceled'] as const

export const operationStatusSchema = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  status: z.string(),
  startTime: z.string().nullish(),
  endTime: z.string().nullish(),
  percentComplete: z.number().nullish(),
  properties: z.record(z.string(), z.unknown()).nullish(),
  /** Only with `Failed` and `Canceled`. */
  error: errorDetailSchema.nullish(),
})
export type OperationStatus = z.infer<typeof operationStatusSchema>

export function isFinalStatus(status: string): boolean {
  return finalOperationStatuses.some((final) => final.toLowerCase() === status.toLowerCase())
}

/** A page of a list; `nextLink` is absolute and absent on the last page. */
export interface Page<T> {
  value: T[]
  nextLink?: string
}
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.looseObject({ value: z.array(item), nextLink: z.string().nullish() })
}
