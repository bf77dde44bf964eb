import { z } from 'zod'
import { identitySchema, stringMapSchema } from '@/lib/contract/arm/resource'

/** Doc: https://learn.microsoft.com/rest/api/azureml/compute (ComputeResource; of the kinds only Kubernetes). */
export const computeSchema = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  location: z.string().nullish(),
  tags: stringMapSchema.nullish(),
  identity: identitySchema.nullish(),
  properties: z.looseObject({
    computeType: z.string(),
    description: z.string().nullish(),
    /** ARM id of the cluster in Azure; kept, not asked. */
    resourceId: z.string().nullish(),
    /** Of the kind: namespace, defaultInstanceType, instanceTypes. */
    properties: z
      .looseObject({
        namespace: z.string().nullish(),
        defaultInstanceType: z.string().nullish(),
        instanceTypes: z.record(z.string(), z.unknown()).nullish(),
      })
      .nullish(),
  }),
})
export type Compute = z.infer<typeof computeSchema>

/** Name of the compute an ARM id, `azureml:<name>` or plain name means; azure-ai-ml makes `…/computes/azureml:<name>` of what a file says. */
export function computeName(reference: string): string {
  return (reference.split('/').at(-1) ?? '').replace(/^azureml:/, '')
}
