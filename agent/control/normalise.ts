/** Bodies as they are kept: read-only fields dropped, defaults that clients dereference filled in, unknown keys untouched. */
import { bodyHash } from '@/agent/operations'
import type { Deployment, ProbeSettings } from '@/lib/contract/arm/deployment'
import type { Endpoint } from '@/lib/contract/arm/endpoint'

/** Doc: https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online */
const defaultRequestSettings = { requestTimeout: 'PT5S', maxConcurrentRequestsPerInstance: 1, maxQueueWait: 'PT0.5S' }
const defaultProbe = { failureThreshold: 30, initialDelay: 'PT10S', period: 'PT10S', successThreshold: 1, timeout: 'PT2S' }

function withDefaults<T extends object>(defaults: T, sent: object | null | undefined): T {
  const present = Object.fromEntries(Object.entries(sent ?? {}).filter(([, value]) => value !== null && value !== undefined))
  return { ...defaults, ...present }
}

/** Probe settings with Azure's defaults where the body is silent. */
export function probeWithDefaults(probe: ProbeSettings | null | undefined) {
  return withDefaults(defaultProbe, probe)
}
/** Request settings with Azure's defaults where the body is silent. */
export function requestSettingsWithDefaults(settings: Deployment['properties']['requestSettings']) {
  return withDefaults(defaultRequestSettings, settings)
}

/** @returns the endpoint to keep; `keys`, ids and states are not part of it. */
export function normaliseEndpoint(name: string, body: Endpoint): Endpoint {
  const { id: _id, type: _type, systemData: _systemData, ...rest } = body
  const { keys: _keys, provisioningState: _state, scoringUri: _uri, swaggerUri: _swagger, ...properties } = body.properties
  // azure-ai-ml makes `…/computes/azureml:<name>` of `compute: azureml:<name>`.
  const compute = properties.compute?.replace(/\/azureml:([^/]+)$/, '/$1')
  return {
    ...rest,
    name,
    location: body.location ?? 'local',
    tags: body.tags ?? {},
    kind: body.kind ?? (body.properties.compute ? 'Kubernetes' : 'Managed'),
    identity: body.identity ?? { type: 'SystemAssigned' },
    properties: {
      ...properties,
      ...(compute ? { compute } : {}),
      properties: properties.properties ?? {},
      publicNetworkAccess: properties.publicNetworkAccess ?? 'Enabled',
      traffic: properties.traffic ?? {},
      mirrorTraffic: properties.mirrorTraffic ?? {},
    },
  }
}

/** @returns the deployment to keep. `sku.capacity` is the instance count (default 1). */
export function normaliseDeployment(name: string, body: Deployment): Deployment {
  const { id: _id, type: _type, systemData: _systemData, ...rest } = body
  const { provisioningState: _state, ...properties } = body.properties
  return {
    ...rest,
    name,
    location: body.location ?? 'local',
    tags: body.tags ?? {},
    kind: body.kind ?? (body.properties.endpointComputeType === 'Kubernetes' ? 'Kubernetes' : 'Managed'),
    sku: { ...body.sku, name: body.sku?.name ?? 'Default', capacity: body.sku?.capacity ?? 1 },
    properties: {
      ...properties,
      properties: properties.properties ?? {},
      environmentVariables: properties.environmentVariables ?? {},
      scaleSettings: properties.scaleSettings ?? { scaleType: 'Default' },
      requestSettings: requestSettingsWithDefaults(properties.requestSettings),
      livenessProbe: probeWithDefaults(properties.livenessProbe),
      readinessProbe: probeWithDefaults(properties.readinessProbe),
      appInsightsEnabled: properties.appInsightsEnabled ?? false,
      egressPublicNetworkAccess: properties.egressPublicNetworkAccess ?? 'Enabled',
    },
  }
}

/** What instances depend on: everything but count, tags and description. Equal hash = no new generation. */
export function runHash(spec: Deployment): string {
  const { sku, tags: _tags, name: _name, ...rest } = spec
  const { description: _description, ...properties } = spec.properties
  const { capacity: _capacity, ...skuWithoutCount } = sku ?? {}
  return bodyHash({ ...rest, sku: skuWithoutCount, properties })
}

/** The instance count of a deployment body. */
export function instanceCountOf(spec: Deployment): number {
  return spec.sku?.capacity ?? 1
}
