import { z } from 'zod'

/** Parts shared by all ARM resources. Unknown keys always survive: newer clients send fields this schema lacks. */

export const stringMapSchema = z.record(z.string(), z.string())

/** Azure returns `null` where a map is unset; both forms are read, `{}` is written. */
export const tagsSchema = z.record(z.string(), z.string().nullable())

export const systemDataSchema = z.looseObject({
  createdAt: z.string().optional(),
  createdBy: z.string().optional(),
  createdByType: z.string().optional(),
  lastModifiedAt: z.string().optional(),
  lastModifiedBy: z.string().optional(),
  lastModifiedByType: z.string().optional(),
})

export const identitySchema = z.looseObject({
  /** `None`, `SystemAssigned`, `UserAssigned` or `SystemAssigned,UserAssigned`. */
  type: z.string(),
  principalId: z.string().nullish(),
  tenantId: z.string().nullish(),
  userAssignedIdentities: z.record(z.string(), z.unknown()).nullish(),
})

export const skuSchema = z.looseObject({
  name: z.string().optional(),
  tier: z.string().nullish(),
  /** The instance count of a deployment. */
  capacity: z.number().int().nullish(),
  size: z.string().nullish(),
  family: z.string().nullish(),
})

export type SystemData = z.infer<typeof systemDataSchema>
export type Identity = z.infer<typeof identitySchema>
export type Sku = z.infer<typeof skuSchema>

/**
 * Matches one of `values` without regard to case and returns the spelling given here, as Azure does.
 * An unknown word is an issue that names the allowed ones.
 */
export function caseInsensitiveEnum<const T extends readonly [string, ...string[]]>(values: T) {
  return z.preprocess((input) => {
    if (typeof input !== 'string') return input
    return values.find((value) => value.toLowerCase() === input.toLowerCase()) ?? input
  }, z.enum(values))
}
