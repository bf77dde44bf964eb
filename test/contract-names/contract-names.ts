/** Names of the properties of our contract by Microsoft's name of the type, and how they differ from somebody else's. */
import type { z } from 'zod'
import {
  armInferenceConfigSchema,
  assetContainerPropertiesSchema,
  codeVersionPropertiesSchema,
  datastorePropertiesSchema,
  environmentVersionPropertiesSchema,
  modelVersionPropertiesSchema,
  pendingUploadSchema,
  routeSchema,
} from '@/lib/contract/arm/asset'
import {
  codeConfigurationSchema,
  containerResourcesSchema,
  deploymentPropertiesSchema,
  deploymentSchema,
  getLogsSchema,
  probeSettingsSchema,
  requestSettingsSchema,
  scaleSettingsSchema,
} from '@/lib/contract/arm/deployment'
import {
  endpointKeysSchema,
  endpointPropertiesSchema,
  endpointSchema,
  endpointTokenSchema,
  regenerateKeysSchema,
} from '@/lib/contract/arm/endpoint'
import { skuSchema } from '@/lib/contract/arm/resource'

const schemas: Record<string, z.ZodObject> = {
  OnlineEndpoint: endpointSchema,
  OnlineEndpointProperties: endpointPropertiesSchema,
  OnlineDeployment: deploymentSchema,
  // One schema for both kinds: Kubernetes adds one property to what managed deployments have.
  OnlineDeploymentProperties: deploymentPropertiesSchema,
  KubernetesOnlineDeployment: deploymentPropertiesSchema,
  OnlineRequestSettings: requestSettingsSchema,
  ProbeSettings: probeSettingsSchema,
  TargetUtilizationScaleSettings: scaleSettingsSchema,
  CodeConfiguration: codeConfigurationSchema,
  ContainerResourceSettings: containerResourcesSchema,
  EnvironmentVersionProperties: environmentVersionPropertiesSchema,
  ModelVersionProperties: modelVersionPropertiesSchema,
  CodeVersionProperties: codeVersionPropertiesSchema,
  ModelContainerProperties: assetContainerPropertiesSchema,
  InferenceContainerProperties: armInferenceConfigSchema,
  Route: routeSchema,
  AzureBlobDatastore: datastorePropertiesSchema,
  PendingUploadRequestDto: pendingUploadSchema,
  DeploymentLogsRequest: getLogsSchema,
  EndpointAuthKeys: endpointKeysSchema,
  EndpointAuthToken: endpointTokenSchema,
  RegenerateEndpointKeysRequest: regenerateKeysSchema,
  Sku: skuSchema,
}

export const contractTypes = Object.keys(schemas)

/** `Type.name (ours)` for names only our contract has, `Type.name (theirs)` for those it lacks; sorted. Types of one side alone are left out. */
export function differences(theirs: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(theirs)
    .flatMap(([type, names]) => {
      const ours = Object.keys(schemas[type]?.shape ?? {})
      if (ours.length === 0) return []
      return [
        ...ours.filter((name) => !names.includes(name)).map((name) => `${type}.${name} (ours)`),
        ...names.filter((name) => !ours.includes(name)).map((name) => `${type}.${name} (theirs)`),
      ]
    })
    .sort()
}
