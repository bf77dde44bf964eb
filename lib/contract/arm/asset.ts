import { z } from 'zod'
import { caseInsensitiveEnum, systemDataSchema } from '@/lib/contract/arm/resource'

/** Doc: https://learn.microsoft.com/rest/api/azureml/model-versions, …/environment-versions, …/code-versions, …/datastores */

const envelope = {
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  systemData: systemDataSchema.nullish(),
}
/** azure-ai-ml 1.30 and later send `hash_version` as a number; Azure keeps such values as text. */
const stringOrNullMap = z.record(
  z.string(),
  z.preprocess((value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value), z.string().nullable()),
)

/** Assets keep `tags` and `properties` inside `properties`. */
const assetProperties = {
  description: z.string().nullish(),
  tags: stringOrNullMap.nullish(),
  properties: stringOrNullMap.nullish(),
  isAnonymous: z.boolean().nullish(),
  isArchived: z.boolean().nullish(),
  provisioningState: z.string().nullish(),
}

export const modelVersionPropertiesSchema = z.looseObject({
  ...assetProperties,
  modelUri: z.string().nullish(),
  /** `custom_model`, `mlflow_model` or `triton_model`. */
  modelType: z.string().nullish(),
  flavors: z.record(z.string(), z.unknown()).nullish(),
  jobName: z.string().nullish(),
  stage: z.string().nullish(),
})
export const modelVersionSchema = z.looseObject({ ...envelope, properties: modelVersionPropertiesSchema })

export const routeSchema = z.looseObject({ path: z.string(), port: z.number() })
export const armInferenceConfigSchema = z.looseObject({
  livenessRoute: routeSchema.nullish(),
  readinessRoute: routeSchema.nullish(),
  scoringRoute: routeSchema.nullish(),
})
/** Where an image that brings its own server is asked; absent routes are the inference server's. */
export interface InferenceConfig {
  livenessRoute?: { path: string; port: number }
  readinessRoute?: { path: string; port: number }
  scoringRoute?: { path: string; port: number }
}
export const environmentVersionPropertiesSchema = z.looseObject({
  ...assetProperties,
  image: z.string().nullish(),
  /** The conda YAML as one string. */
  condaFile: z.string().nullish(),
  build: z.looseObject({ contextUri: z.string(), dockerfilePath: z.string().nullish() }).nullish(),
  inferenceConfig: armInferenceConfigSchema.nullish(),
  osType: z.string().nullish(),
  environmentType: z.string().nullish(),
  autoRebuild: z.string().nullish(),
  stage: z.string().nullish(),
})
export const environmentVersionSchema = z.looseObject({ ...envelope, properties: environmentVersionPropertiesSchema })

export const codeVersionPropertiesSchema = z.looseObject({ ...assetProperties, codeUri: z.string().nullish() })
export const codeVersionSchema = z.looseObject({ ...envelope, properties: codeVersionPropertiesSchema })

/** Container of the versions of one asset name. */
export const assetContainerPropertiesSchema = z.looseObject({
  description: z.string().nullish(),
  tags: stringOrNullMap.nullish(),
  properties: stringOrNullMap.nullish(),
  isArchived: z.boolean().nullish(),
  latestVersion: z.string().nullish(),
  /** What the SDK uses for automatic versions. */
  nextVersion: z.string().nullish(),
  provisioningState: z.string().nullish(),
})
export const assetContainerSchema = z.looseObject({ ...envelope, properties: assetContainerPropertiesSchema })

export const datastorePropertiesSchema = z.looseObject({
  datastoreType: z.string(),
  accountName: z.string().nullish(),
  containerName: z.string().nullish(),
  endpoint: z.string().nullish(),
  protocol: z.string().nullish(),
  isDefault: z.boolean().nullish(),
  serviceDataAccessAuthIdentity: z.string().nullish(),
  credentials: z.looseObject({ credentialsType: z.string() }),
  description: z.string().nullish(),
  tags: stringOrNullMap.nullish(),
  properties: stringOrNullMap.nullish(),
})
export const datastoreSchema = z.looseObject({ ...envelope, properties: datastorePropertiesSchema })

/** Body of `startPendingUpload`. */
export const pendingUploadSchema = z.looseObject({
  pendingUploadType: caseInsensitiveEnum(['None', 'TemporaryBlobReference']).nullish(),
  pendingUploadId: z.string().nullish(),
})

export type ModelVersion = z.infer<typeof modelVersionSchema>
export type ModelVersionProperties = z.infer<typeof modelVersionPropertiesSchema>
export type EnvironmentVersion = z.infer<typeof environmentVersionSchema>
export type EnvironmentVersionProperties = z.infer<typeof environmentVersionPropertiesSchema>
export type CodeVersion = z.infer<typeof codeVersionSchema>
export type CodeVersionProperties = z.infer<typeof codeVersionPropertiesSchema>
export type AssetContainer = z.infer<typeof assetContainerSchema>
export type Datastore = z.infer<typeof datastoreSchema>
export type PendingUpload = z.infer<typeof pendingUploadSchema>
