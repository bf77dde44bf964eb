import { z } from 'zod'

/** Doc: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors */
export interface ErrorDetail {
  code: string
  message: string
  target?: string | null
  details?: ErrorDetail[] | null
  additionalInfo?: { type?: string; info?: unknown }[] | null
}

export const errorDetailSchema: z.ZodType<ErrorDetail> = z.lazy(() =>
  z.looseObject({
    code: z.string(),
    message: z.string(),
    target: z.string().nullish(),
    details: z.array(errorDetailSchema).nullish(),
    additionalInfo: z.array(z.looseObject({ type: z.string().optional(), info: z.unknown().optional() })).nullish(),
  }),
)

/** The body of every ARM answer that is not a success. */
export const errorEnvelopeSchema = z.looseObject({ error: errorDetailSchema })
export interface ErrorEnvelope {
  error: ErrorDetail
}
