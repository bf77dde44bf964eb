import { z } from 'zod'
import { errorDetailSchema } from '@/lib/contract/arm/error'
import { caseInsensitiveEnum, stringMapSchema } from '@/lib/contract/arm/resource'

/** Doc: https://learn.microsoft.com/rest/api/resources/deployments */

export const templateDeploymentStates = ['Accepted', 'Running', 'Succeeded', 'Failed', 'Canceled'] as const
export type TemplateDeploymentState = (typeof templateDeploymentStates)[number]

const data = z.record(z.string(), z.unknown())

/** Body of PUT and of `validate`. */
export const templateDeploymentSchema = z.looseObject({
  location: z.string().optional(),
  tags: stringMapSchema.nullish(),
  properties: z.looseObject({
    mode: caseInsensitiveEnum(['Incremental', 'Complete']),
    template: data.nullish(),
    templateLink: data.nullish(),
    parameters: data.nullish(),
    parametersLink: data.nullish(),
    expressionEvaluationOptions: z.looseObject({ scope: z.string().optional() }).nullish(),
  }),
})
export type TemplateDeploymentBody = z.infer<typeof templateDeploymentSchema>

/** What GET answers. */
export const templateDeploymentViewSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  type: z.literal('Microsoft.Resources/deployments'),
  location: z.string().optional(),
  tags: stringMapSchema,
  properties: z.looseObject({
    provisioningState: z.enum(templateDeploymentStates),
    correlationId: z.string(),
    timestamp: z.string(),
    duration: z.string(),
    mode: z.string(),
    parameters: z.record(z.string(), z.looseObject({ type: z.string(), value: z.unknown().optional() })),
    outputs: z.record(z.string(), z.looseObject({ type: z.string(), value: z.unknown().optional() })).optional(),
    outputResources: z.array(z.looseObject({ id: z.string() })).optional(),
    error: errorDetailSchema.optional(),
  }),
})
export type TemplateDeploymentView = z.infer<typeof templateDeploymentViewSchema>
