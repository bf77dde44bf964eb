import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import { schemaName } from '@/lib/domain/convert/schema-name'
import { isRecord } from '@/lib/domain/convert/yaml-data'

/** JSON of Azure Resource Manager that is none of the four kinds. */
export const armWhat = {
  'arm-template': {
    label: 'an ARM template',
    sentence: 'Send it to this computer as a deployment of resources (az deployment group create), or drop one of its resources.',
  },
  'arm-parameters': { label: 'the parameters of an ARM template', sentence: 'Use them together with their template.' },
  autoscale: {
    label: 'an autoscale setting',
    sentence: 'It scales a deployment in Azure; here the number of instances is set by hand.',
  },
  'arm-resource': {
    label: 'a resource of Azure Resource Manager',
    sentence: 'Online endpoints do not use it; nothing is done with it here.',
  },
} as const

const resourceKinds: readonly [RegExp, DocumentKind][] = [
  [/\/onlineEndpoints\/(?:[^/]+\/)?deployments(?:\/[^/]+)?$/i, 'deployment'],
  [/\/onlineEndpoints(?:\/[^/]+)?$/i, 'endpoint'],
  [/\/models\/(?:[^/]+\/)?versions(?:\/[^/]+)?$/i, 'model'],
  [/\/environments\/(?:[^/]+\/)?versions(?:\/[^/]+)?$/i, 'environment'],
]

/** Properties that only the REST form of a kind has. Doc: REST reference, Microsoft.MachineLearningServices. */
const tellingProperties: readonly [DocumentKind, readonly string[]][] = [
  ['deployment', ['endpointComputeType', 'codeConfiguration', 'environmentId', 'instanceType', 'requestSettings']],
  ['endpoint', ['authMode', 'scoringUri', 'mirrorTraffic', 'publicNetworkAccess']],
  ['model', ['modelUri', 'modelType']],
  ['environment', ['condaFile', 'inferenceConfig', 'environmentType']],
]

/** `data` has `name` and `type` (`managed`, `kubernetes`) in the words of YAML. */
export type ArmJson = { kind: DocumentKind; data: Record<string, unknown> } | { kind?: undefined; what: keyof typeof armWhat }

function nameOf(data: Record<string, unknown>): string | undefined {
  const id = typeof data.id === 'string' ? data.id.split('/') : []
  const versions = id.findIndex((part) => part.toLowerCase() === 'versions')
  if (versions > 0) return id[versions - 1]
  return typeof data.name === 'string' ? data.name.split('/').pop() : id.at(-1) || undefined
}

function compute(data: Record<string, unknown>, properties: Record<string, unknown>): 'managed' | 'kubernetes' {
  const words = [properties.endpointComputeType, data.kind].filter((word) => typeof word === 'string')
  if (words.some((word) => /^(?:kubernetes|k8s)/i.test(word))) return 'kubernetes'
  return typeof properties.compute === 'string' && properties.compute !== '' ? 'kubernetes' : 'managed'
}

/** Whether plain data is JSON of the REST interface, of what, and with which name; undefined when it is not. */
export function findArm(data: Record<string, unknown>): ArmJson | undefined {
  const schema = schemaName(data) ?? ''
  if (schema.endsWith('deploymenttemplate') || (Array.isArray(data.resources) && 'contentVersion' in data)) return { what: 'arm-template' }
  if (schema.endsWith('deploymentparameters')) return { what: 'arm-parameters' }
  const { properties } = data
  if (!isRecord(properties)) return undefined
  const id = typeof data.id === 'string' ? data.id : undefined
  const type = typeof data.type === 'string' && data.type.includes('/') ? data.type : undefined
  const kindOf = (text: string | undefined) => (text === undefined ? undefined : resourceKinds.find(([pattern]) => pattern.test(text))?.[1])
  const byProperties = tellingProperties.find(([, keys]) => keys.some((key) => key in properties))?.[0]
  // What `az ml … show` prints has an id and properties, too, but the keys of YAML: its id alone does not tell.
  const kind = kindOf(type) ?? (byProperties && (kindOf(id) ?? byProperties))
  if (kind) {
    const name = nameOf(data)
    return { kind, data: { ...(name && { name }), type: compute(data, properties) } }
  }
  if (type !== undefined && /\/autoscaleSettings/i.test(type)) return { what: 'autoscale' }
  return type && /^Microsoft\./i.test(type) ? { what: 'arm-resource' } : undefined
}
