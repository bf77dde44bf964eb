/**
 * Quota and sizes of a location, as the service answers them.
 * Doc: https://learn.microsoft.com/rest/api/azureml/usages/list, …/quotas/list, …/quotas/update, …/virtual-machine-sizes/list
 */
import { z } from 'zod'

const nameSchema = z.object({ value: z.string(), localizedValue: z.string() })

export const usageListSchema = z.object({
  value: z.array(
    z.object({
      id: z.string(),
      amlWorkspaceLocation: z.string(),
      type: z.string(),
      unit: z.literal('Count'),
      currentValue: z.int(),
      limit: z.int(),
      name: nameSchema,
    }),
  ),
})

export const quotaListSchema = z.object({
  value: z.array(
    z.object({
      id: z.string(),
      amlWorkspaceLocation: z.string(),
      type: z.string(),
      unit: z.literal('Count'),
      limit: z.int(),
      name: nameSchema,
    }),
  ),
})

/** Body of `updateQuotas`; the last segment of an id names the family. */
export const quotaUpdateSchema = z.looseObject({
  value: z
    .array(z.looseObject({ id: z.string().max(500), type: z.string().nullish(), limit: z.int().nullish(), unit: z.string().nullish() }))
    .max(200),
})

export const quotaUpdateStatuses = ['Success', 'Failure', 'InvalidVMFamilyName', 'OperationNotEnabledForRegion'] as const
export const updatedQuotasSchema = z.object({
  value: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      limit: z.int().optional(),
      unit: z.literal('Count'),
      status: z.enum(quotaUpdateStatuses),
    }),
  ),
})
export type UpdatedQuotas = z.infer<typeof updatedQuotasSchema>

export const vmSizeListSchema = z.object({
  value: z.array(
    z.object({
      name: z.string(),
      family: z.string(),
      vCPUs: z.int(),
      gpus: z.number(),
      osVhdSizeMB: z.int(),
      maxResourceVolumeMB: z.int(),
      memoryGB: z.number(),
      lowPriorityCapable: z.boolean(),
      premiumIO: z.boolean(),
      supportedComputeTypes: z.array(z.string()),
    }),
  ),
})
