import { z } from 'zod'
import { caseInsensitiveEnum, identitySchema, skuSchema, stringMapSchema, systemDataSchema } from '@/lib/contract/arm/resource'

/** Doc: https://learn.microsoft.com/rest/api/azureml/online-deployments */
export const endpointComputeTypes = ['Managed', 'Kubernetes', 'AzureMLCompute'] as const
export const scaleTypes = ['Default', 'TargetUtilization'] as const
export const deploymentProvisioningStates = ['Creating', 'Updating', 'Scaling', 'Deleting', 'Succeeded', 'Failed', 'Canceled'] as const

/** Durations are ISO 8601 (`PT5S`). */
export const requestSettingsSchema = z.looseObject({
  requestTimeout: z.string().nullish(),
  maxConcurrentRequestsPerInstance: z.number().nullish(),
  maxQueueWait: z.string().nullish(),
})

export const probeSettingsSchema = z.looseObject({
  failureThreshold: z.number().nullish(),
  initialDelay: z.string().nullish(),
  period: z.string().nullish(),
  successThreshold: z.number().nullish(),
  timeout: z.string().nullish(),
})

export const scaleSettingsSchema = z.looseObject({
  scaleType: caseInsensitiveEnum(scaleTypes),
  minInstances: z.number().nullish(),
  maxInstances: z.number().nullish(),
  pollingInterval: z.string().nullish(),
  targetUtilizationPercentage: z.number().nullish(),
})

/** Kubernetes quantities as strings (`0.5`, `500Mi`, `1`). */
export const containerResourcesSchema = z.looseObject({
  cpu: z.string().nullish(),
  memory: z.string().nullish(),
  gpu: z.string().nullish(),
})

export const codeConfigurationSchema = z.looseObject({
  codeId: z.string().nullish(),
  scoringScript: z.string(),
})

export const deploymentPropertiesSchema = z.looseObject({
  endpointComputeType: caseInsensitiveEnum(endpointComputeTypes),
  /** ARM id, `azureml:name:version` or `azureml://…`. */
  model: z.string().nullish(),
  modelMountPath: z.string().nullish(),
  codeConfiguration: codeConfigurationSchema.nullish(),
  environmentId: z.string().nullish(),
  environmentVariables: z.record(z.string(), z.string().nullable()).nullish(),
  description: z.string().nullish(),
  properties: z.record(z.string(), z.string().nullable()).nullish(),
  instanceType: z.string().nullish(),
  appInsightsEnabled: z.boolean().nullish(),
  egressPublicNetworkAccess: z.string().nullish(),
  privateNetworkConnection: z.boolean().nullish(),
  scaleSettings: scaleSettingsSchema.nullish(),
  requestSettings: requestSettingsSchema.nullish(),
  livenessProbe: probeSettingsSchema.nullish(),
  readinessProbe: probeSettingsSchema.nullish(),
  dataCollector: z.looseObject({}).nullish(),
  containerResourceRequirements: z
    .looseObject({
      containerResourceRequests: containerResourcesSchema.nullish(),
      containerResourceLimits: containerResourcesSchema.nullish(),
    })
    .nullish(),
  provisioningState: z.string().nullish(),
})

export const deploymentSchema = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  location: z.string().optional(),
  tags: stringMapSchema.optional(),
  kind: z.string().nullish(),
  identity: identitySchema.nullish(),
  /** `capacity` is the instance count. */
  sku: skuSchema.nullish(),
  systemData: systemDataSchema.nullish(),
  properties: deploymentPropertiesSchema,
})

export type DeploymentProperties = z.infer<typeof deploymentPropertiesSchema>
export type Deployment = z.infer<typeof deploymentSchema>
export type RequestSettings = z.infer<typeof requestSettingsSchema>
export type ProbeSettings = z.infer<typeof probeSettingsSchema>
export type ScaleSettings = z.infer<typeof scaleSettingsSchema>

/** Body of `getLogs`. */
export const getLogsSchema = z.looseObject({
  containerType: caseInsensitiveEnum(['InferenceServer', 'StorageInitializer']).nullish(),
  tail: z.number().int().min(0).nullish(),
})
export type GetLogs = z.infer<typeof getLogsSchema>
