import { z } from 'zod'
import { caseInsensitiveEnum, identitySchema, skuSchema, stringMapSchema, systemDataSchema } from '@/lib/contract/arm/resource'

/** Doc: https://learn.microsoft.com/rest/api/azureml/online-endpoints */
export const authModes = ['Key', 'AMLToken', 'AADToken'] as const
export const endpointProvisioningStates = ['Creating', 'Updating', 'Deleting', 'Succeeded', 'Failed', 'Canceled'] as const

export const endpointPropertiesSchema = z.looseObject({
  authMode: caseInsensitiveEnum(authModes),
  description: z.string().nullish(),
  /** Keys can be added, never changed or removed. */
  properties: z.record(z.string(), z.string().nullable()).nullish(),
  /** Deployment name → whole percent; sum 0 or 100. */
  traffic: z.record(z.string(), z.number()).nullish(),
  /** Exactly one deployment, at most 50. */
  mirrorTraffic: z.record(z.string(), z.number()).nullish(),
  /** Write-only: initial keys. Never returned. */
  keys: z.looseObject({ primaryKey: z.string().nullish(), secondaryKey: z.string().nullish() }).nullish(),
  publicNetworkAccess: z.string().nullish(),
  /** ARM id of a Kubernetes compute; present means a Kubernetes endpoint. */
  compute: z.string().nullish(),
  provisioningState: z.string().nullish(),
  scoringUri: z.string().nullish(),
  swaggerUri: z.string().nullish(),
})

export const endpointSchema = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  location: z.string().optional(),
  tags: stringMapSchema.optional(),
  kind: z.string().nullish(),
  identity: identitySchema.nullish(),
  sku: skuSchema.nullish(),
  systemData: systemDataSchema.nullish(),
  properties: endpointPropertiesSchema,
})

export type EndpointProperties = z.infer<typeof endpointPropertiesSchema>
export type Endpoint = z.infer<typeof endpointSchema>

/** Answer of `listKeys`. */
export const endpointKeysSchema = z.looseObject({ primaryKey: z.string(), secondaryKey: z.string() })
export type EndpointKeys = z.infer<typeof endpointKeysSchema>

/** Body of `regenerateKeys`. */
export const regenerateKeysSchema = z.looseObject({
  keyType: caseInsensitiveEnum(['Primary', 'Secondary']),
  keyValue: z.string().min(1).nullish(),
})
export type RegenerateKeys = z.infer<typeof regenerateKeysSchema>

/** Answer of `token`; times are Unix seconds. */
export const endpointTokenSchema = z.looseObject({
  accessToken: z.string(),
  expiryTimeUtc: z.number(),
  refreshAfterTimeUtc: z.number(),
  tokenType: z.string(),
})
export type EndpointToken = z.infer<typeof endpointTokenSchema>
