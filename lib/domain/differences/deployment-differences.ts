/** Which rows of the capability table a deployment is about: what it asks for, and where this computer does otherwise than Azure. */
import type { DeploymentProperties } from '@/lib/contract/arm/deployment'
import type { CapabilityId } from '@/lib/contract/capabilities'

/** Settings of a deployment that only Azure fulfils; they are kept in the file. */
export interface AzureOnlySettings {
  appInsights: boolean
  dataCollector: boolean
  /** egress_public_network_access: disabled, or private_network_connection. */
  privateNetwork: boolean
  /** scale_settings.type: target_utilization. */
  autoscale: boolean
  kubernetes: boolean
  /** inference_config or build. */
  customContainer: boolean
}

/** Hold for every deployment on this computer. */
const always: readonly CapabilityId[] = [
  'probe-initial-delay',
  'not-ready-answer',
  'instance-type',
  'model-directory-prefix',
  'container-isolation',
  'exact-python',
]

const bySetting: readonly (readonly [keyof AzureOnlySettings, CapabilityId])[] = [
  ['appInsights', 'app-insights'],
  ['dataCollector', 'data-collector'],
  ['privateNetwork', 'private-network'],
  ['autoscale', 'autoscale'],
  ['kubernetes', 'kubernetes'],
  ['customContainer', 'custom-container'],
]

/** Rows to show: `asked` by the deployment's own settings, `general` for any deployment here. */
export function deploymentDifferences(settings: AzureOnlySettings): { asked: CapabilityId[]; general: CapabilityId[] } {
  return { asked: bySetting.filter(([setting]) => settings[setting]).map(([, id]) => id), general: [...always] }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isWord = (value: unknown, word: string): boolean => String(value).toLowerCase() === word

/** Reads them from a deployment file. @param value the plain value at a path of the file */
export function settingsOfYaml(value: (path: readonly string[]) => unknown): AzureOnlySettings {
  return {
    appInsights: value(['app_insights_enabled']) === true,
    dataCollector: isObject(value(['data_collector'])),
    privateNetwork: isWord(value(['egress_public_network_access']), 'disabled') || value(['private_network_connection']) === true,
    autoscale: isWord(value(['scale_settings', 'type']), 'target_utilization'),
    kubernetes: isWord(value(['type']), 'kubernetes'),
    customContainer: isObject(value(['environment', 'inference_config'])) || isObject(value(['environment', 'build'])),
  }
}

/** Reads them from the stored form (ARM properties). */
export function settingsOfArm(properties: Partial<DeploymentProperties>): AzureOnlySettings {
  return {
    appInsights: properties.appInsightsEnabled === true,
    dataCollector: isObject(properties.dataCollector),
    privateNetwork: isWord(properties.egressPublicNetworkAccess, 'disabled') || properties.privateNetworkConnection === true,
    autoscale: isWord(properties.scaleSettings?.scaleType, 'targetutilization'),
    kubernetes: isWord(properties.endpointComputeType, 'kubernetes'),
    customContainer: false,
  }
}
