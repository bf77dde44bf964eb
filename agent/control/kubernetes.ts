/**
 * Rules of Kubernetes endpoints and deployments. The cluster is simulated: what Azure ML itself checks is checked, what only a cluster could
 * say (does a pod fit) is not. Doc: reference-yaml-deployment-kubernetes-online, reference-yaml-endpoint-online.
 */
import { badArgument } from '@/agent/control/refusals'
import type { ComputeRecord } from '@/agent/store/compute-store'
import { computeName } from '@/lib/contract/arm/compute'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { Endpoint } from '@/lib/contract/arm/endpoint'
import { maxInstancesPerDeployment } from '@/lib/contract/yaml/limits'
import { parseQuantity } from '@/lib/domain/checks/resources'
import { parseDurationMs } from '@/lib/domain/durations/iso'
import { checkKubernetesNameSum } from '@/lib/domain/names/names'

/** Whether a deployment runs on Kubernetes. */
export const isKubernetes = (spec: Deployment): boolean => spec.properties.endpointComputeType === 'Kubernetes'

/** Name of the compute of a Kubernetes endpoint; undefined for a managed one. */
export function computeOf(spec: Endpoint): string | undefined {
  return spec.properties.compute ? computeName(spec.properties.compute) : undefined
}

/** @throws ProblemError `BadArgument` naming the field */
export function checkKubernetesEndpoint(
  spec: Endpoint,
  previous: Endpoint | undefined,
  compute: (name: string) => ComputeRecord | undefined,
): void {
  const name = computeOf(spec)
  const before = previous && computeOf(previous)
  if (previous && before?.toLowerCase() !== name?.toLowerCase())
    throw badArgument(
      `The endpoint is ${before ? `on the Kubernetes compute ${before}` : 'managed'}, which cannot be changed. Delete the endpoint and create it again.`,
      'properties.compute',
    )
  if (name === undefined) return
  if (!compute(name))
    throw badArgument(
      `properties.compute names ${name}, which is not attached. Register it as a simulated Kubernetes compute in Settings, or PUT …/computes/${name}.`,
      'properties.compute',
    )
  const { authMode, mirrorTraffic, publicNetworkAccess } = spec.properties
  if (authMode === 'AADToken')
    throw badArgument('properties.authMode AADToken exists on managed endpoints only. Use Key or AMLToken.', 'properties.authMode')
  if (Object.values(mirrorTraffic ?? {}).some((percent) => percent > 0))
    throw badArgument('properties.mirrorTraffic is not supported on Kubernetes endpoints. Leave it out.', 'properties.mirrorTraffic')
  if (publicNetworkAccess?.toLowerCase() === 'disabled')
    throw badArgument('properties.publicNetworkAccess exists on managed endpoints only. Leave it out.', 'properties.publicNetworkAccess')
}

/** Both kinds: what belongs to the other one is refused. @throws ProblemError `BadArgument` naming the field */
export function checkComputeKind(
  spec: Deployment,
  name: string,
  endpoint: { name: string; spec: Endpoint },
  compute: ComputeRecord | undefined,
): void {
  const onKubernetes = computeOf(endpoint.spec) !== undefined
  if (isKubernetes(spec) !== onKubernetes)
    throw badArgument(
      onKubernetes
        ? `The endpoint ${endpoint.name} is on Kubernetes; properties.endpointComputeType must be Kubernetes, not ${spec.properties.endpointComputeType}.`
        : `The endpoint ${endpoint.name} is managed; properties.endpointComputeType must be Managed, not ${spec.properties.endpointComputeType}.`,
      'properties.endpointComputeType',
    )
  if (!onKubernetes) {
    if (spec.properties.scaleSettings?.scaleType === 'TargetUtilization')
      throw badArgument(
        'properties.scaleSettings.scaleType TargetUtilization exists on Kubernetes only; managed deployments scale through Azure Monitor.',
        'properties.scaleSettings.scaleType',
      )
    return
  }
  const [sum] = checkKubernetesNameSum(endpoint.name, name)
  if (sum) throw badArgument(`${sum.message} ${sum.fix ?? ''}`.trim(), 'name')
  checkInstanceType(spec, compute)
  checkResources(spec)
  checkScaleSettings(spec)
}

function checkInstanceType({ properties: { instanceType } }: Deployment, compute: ComputeRecord | undefined): void {
  const known = Object.keys(compute?.body.properties.properties?.instanceTypes ?? {})
  if (!instanceType || !compute || known.length === 0 || instanceType === 'defaultinstancetype' || known.includes(instanceType)) return
  throw badArgument(
    `properties.instanceType is ${instanceType}; the compute ${compute.name} knows ${known.join(', ')} and defaultinstancetype.`,
    'properties.instanceType',
  )
}

const resourceKeys = ['cpu', 'memory', 'gpu'] as const

function checkResources({ properties: { containerResourceRequirements: requirements } }: Deployment): void {
  const field = 'properties.containerResourceRequirements'
  const sides = {
    containerResourceRequests: requirements?.containerResourceRequests,
    containerResourceLimits: requirements?.containerResourceLimits,
  }
  for (const [side, amounts] of Object.entries(sides)) {
    for (const key of resourceKeys) {
      const text = amounts?.[key]
      if (text === undefined || text === null) continue
      const amount = parseQuantity(text)
      if (amount === undefined || (key === 'gpu' && !Number.isInteger(amount)))
        throw badArgument(
          `${field}.${side}.${key} is "${text}"; write ${key === 'gpu' ? 'a whole number' : key === 'memory' ? 'a quantity such as 500Mi or 1Gi' : 'a quantity such as 0.5, 500m or 2'}.`,
          `${field}.${side}.${key}`,
        )
    }
  }
  for (const key of resourceKeys) {
    const [request, limit] = [sides.containerResourceRequests?.[key], sides.containerResourceLimits?.[key]]
    if (request && limit && (parseQuantity(request) ?? 0) > (parseQuantity(limit) ?? 0))
      throw badArgument(
        `${field}.containerResourceRequests.${key} is ${request}, more than the limit of ${limit}. Lower the request or raise the limit.`,
        `${field}.containerResourceRequests.${key}`,
      )
  }
}

/** Target utilization with its defaults. Doc: reference-yaml-deployment-kubernetes-online, "OnlineScaleSettings". */
export interface TargetUtilization {
  minInstances: number
  maxInstances: number
  /** 0…1. */
  target: number
  pollingMs: number
}

/** The settings of a deployment that scales with its load; undefined when its count is set by hand. */
export function targetUtilization(spec: Deployment): TargetUtilization | undefined {
  const scale = spec.properties.scaleSettings
  if (!isKubernetes(spec) || scale?.scaleType !== 'TargetUtilization') return undefined
  return {
    minInstances: scale.minInstances ?? 1,
    maxInstances: scale.maxInstances ?? 1,
    target: (scale.targetUtilizationPercentage ?? 70) / 100,
    pollingMs: parseDurationMs(scale.pollingInterval ?? 'PT1S') ?? 1000,
  }
}

function checkScaleSettings(spec: Deployment): void {
  const scale = targetUtilization(spec)
  if (!scale) return
  const field = 'properties.scaleSettings'
  const whole = (value: number, name: string, max: number) => {
    if (!Number.isInteger(value) || value < 1 || value > max)
      throw badArgument(`${field}.${name} is ${value}; it must be a whole number from 1 to ${max}.`, `${field}.${name}`)
  }
  whole(scale.minInstances, 'minInstances', maxInstancesPerDeployment)
  whole(scale.maxInstances, 'maxInstances', maxInstancesPerDeployment)
  whole(spec.properties.scaleSettings?.targetUtilizationPercentage ?? 70, 'targetUtilizationPercentage', 100)
  if (scale.minInstances > scale.maxInstances)
    throw badArgument(
      `${field}.minInstances is ${scale.minInstances}, more than maxInstances, which is ${scale.maxInstances}.`,
      `${field}.minInstances`,
    )
  const polling = spec.properties.scaleSettings?.pollingInterval
  if (polling && (parseDurationMs(polling) ?? 0) < 1000)
    throw badArgument(
      `${field}.pollingInterval is "${polling}"; it must be an ISO 8601 duration of at least PT1S.`,
      `${field}.pollingInterval`,
    )
}
