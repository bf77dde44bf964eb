import { type Deployment, deploymentSchema } from '@/lib/contract/arm/deployment'
import { localLocation } from '@/lib/contract/arm/scope'
import { type DeploymentYaml, deploymentYamlSchema } from '@/lib/contract/yaml/deployment'
import { readOnlyYamlKeys } from '@/lib/contract/yaml/read-only'
import { dataCollectorFromArm, dataCollectorToArm } from '@/lib/domain/convert/data-collector'
import { computeKind } from '@/lib/domain/convert/detect-kind'
import {
  asBody,
  asFile,
  compact,
  type FieldPair,
  mapFromArm,
  mapToArm,
  milliseconds,
  nested,
  seconds,
  words,
} from '@/lib/domain/convert/field-map'
import { expandReference, shortenReference } from '@/lib/domain/convert/references'
import { ProblemError } from '@/lib/problems/problem'

export interface DeploymentTarget {
  /** ARM ids of what was uploaded or registered; they replace model, code and environment of the file. */
  modelId?: string
  codeId?: string
  environmentId?: string
  /** Default: the location of the local workspace. */
  location?: string
  /** ARM id of the workspace; `azureml:<name>:<version>` becomes an id in it. */
  workspaceId?: string
}

const probe: readonly FieldPair[] = [
  { yaml: 'initial_delay', arm: 'initialDelay', ...seconds },
  { yaml: 'period', arm: 'period', ...seconds },
  { yaml: 'timeout', arm: 'timeout', ...seconds },
  { yaml: 'success_threshold', arm: 'successThreshold' },
  { yaml: 'failure_threshold', arm: 'failureThreshold' },
]
const amounts: readonly FieldPair[] = [
  { yaml: 'cpu', arm: 'cpu' },
  { yaml: 'memory', arm: 'memory' },
  { yaml: 'nvidia.com/gpu', arm: 'gpu' },
]

const properties: readonly FieldPair[] = [
  { yaml: 'type', arm: 'endpointComputeType', ...words({ managed: 'Managed', kubernetes: 'Kubernetes' }) },
  { yaml: 'description', arm: 'description' },
  { yaml: 'properties', arm: 'properties' },
  { yaml: 'model', arm: 'model' },
  { yaml: 'model_mount_path', arm: 'modelMountPath' },
  {
    yaml: 'code_configuration',
    arm: 'codeConfiguration',
    ...nested([
      { yaml: 'code', arm: 'codeId' },
      { yaml: 'scoring_script', arm: 'scoringScript' },
    ]),
  },
  { yaml: 'environment', arm: 'environmentId' },
  { yaml: 'environment_variables', arm: 'environmentVariables' },
  { yaml: 'instance_type', arm: 'instanceType' },
  {
    yaml: 'scale_settings',
    arm: 'scaleSettings',
    ...nested([
      { yaml: 'type', arm: 'scaleType', ...words({ default: 'Default', target_utilization: 'TargetUtilization' }) },
      { yaml: 'min_instances', arm: 'minInstances' },
      { yaml: 'max_instances', arm: 'maxInstances' },
      { yaml: 'target_utilization_percentage', arm: 'targetUtilizationPercentage' },
      { yaml: 'polling_interval', arm: 'pollingInterval', ...seconds },
    ]),
  },
  {
    yaml: 'request_settings',
    arm: 'requestSettings',
    ...nested([
      { yaml: 'request_timeout_ms', arm: 'requestTimeout', ...milliseconds },
      { yaml: 'max_concurrent_requests_per_instance', arm: 'maxConcurrentRequestsPerInstance' },
      { yaml: 'max_queue_wait_ms', arm: 'maxQueueWait', ...milliseconds },
    ]),
  },
  { yaml: 'liveness_probe', arm: 'livenessProbe', ...nested(probe) },
  { yaml: 'readiness_probe', arm: 'readinessProbe', ...nested(probe) },
  { yaml: 'app_insights_enabled', arm: 'appInsightsEnabled' },
  { yaml: 'data_collector', arm: 'dataCollector', toArm: dataCollectorToArm, fromArm: dataCollectorFromArm },
  { yaml: 'egress_public_network_access', arm: 'egressPublicNetworkAccess', ...words({ enabled: 'Enabled', disabled: 'Disabled' }) },
  { yaml: 'private_network_connection', arm: 'privateNetworkConnection' },
  {
    yaml: 'resources',
    arm: 'containerResourceRequirements',
    ...nested([
      { yaml: 'requests', arm: 'containerResourceRequests', ...nested(amounts) },
      { yaml: 'limits', arm: 'containerResourceLimits', ...nested(amounts) },
    ]),
  },
]

const readOnlyProperties = ['provisioningState']

/**
 * Deployment file → body of `PUT onlineEndpoints/{e}/deployments/{d}`. `instance_count` becomes `sku.capacity`; unknown keys
 * go below `properties` under their own name. Inline model, code folder and inline environment must be registered first and
 * given by id, else this throws a ProblemError (BadArgument) that names the field.
 */
export function deploymentToArm(yaml: DeploymentYaml, target: DeploymentTarget = {}): Deployment {
  const { $schema, name, endpoint_name: _endpoint, tags, instance_count: capacity, ...rest } = yaml
  const mapped = mapToArm({ ...compact(rest), type: yaml.type ?? computeKind({ $schema }) }, properties, readOnlyYamlKeys)
  mapped.model = resolve('model', target.modelId, yaml.model, 'models', target)
  mapped.environmentId = resolve('environment', target.environmentId, yaml.environment, 'environments', target)
  if (yaml.code_configuration) {
    const { code } = yaml.code_configuration
    const codeId = target.codeId ?? (code === undefined ? undefined : expandIn(code, 'codes', target))
    mapped.codeConfiguration = compact({ ...asData(mapped.codeConfiguration), codeId })
  }
  return asBody(
    deploymentSchema,
    compact({
      name,
      location: target.location ?? localLocation,
      tags: tags ?? {},
      sku: compact({ name: 'Default', capacity }),
      properties: compact(mapped),
    }),
  )
}

/** GET body → deployment file. Read-only fields are left out; ids of this workspace become `azureml:<name>:<version>`. */
export function deploymentFromArm(arm: Deployment, target: { workspaceId?: string; endpointName?: string } = {}): DeploymentYaml {
  const mapped = mapFromArm(arm.properties, properties, readOnlyProperties)
  const shorten = (value: unknown, kind: 'models' | 'environments' | 'codes') =>
    typeof value === 'string' && target.workspaceId ? shortenReference(value, kind, target.workspaceId) : value
  const code = asData(mapped.code_configuration)
  return asFile(
    deploymentYamlSchema,
    compact({
      name: arm.name,
      endpoint_name: target.endpointName ?? endpointNameOf(arm.id),
      ...mapped,
      model: shorten(mapped.model, 'models'),
      environment: shorten(mapped.environment, 'environments'),
      code_configuration: mapped.code_configuration === undefined ? undefined : compact({ ...code, code: shorten(code.code, 'codes') }),
      instance_count: arm.sku?.capacity ?? undefined,
      tags: arm.tags && Object.keys(arm.tags).length > 0 ? arm.tags : undefined,
    }),
  )
}

/** The endpoint's name in the id of a deployment. */
export function endpointNameOf(deploymentId: string | undefined): string | undefined {
  const segment = deploymentId && /\/onlineEndpoints\/([^/]+)\/deployments\//i.exec(deploymentId)?.[1]
  return segment ? decodeURIComponent(segment) : undefined
}

function resolve(
  field: 'model' | 'environment',
  id: string | undefined,
  written: unknown,
  kind: 'models' | 'environments',
  target: DeploymentTarget,
): string | undefined {
  if (id !== undefined) return id
  if (written === undefined) return undefined
  if (typeof written === 'string') return expandIn(written, kind, target)
  throw new ProblemError({
    code: 'BadArgument',
    message: `${field} is described inline and has not been registered yet.`,
    target: field,
    origin: 'studio',
    retryable: false,
  })
}

function expandIn(text: string, kind: 'models' | 'environments' | 'codes', target: DeploymentTarget): string {
  return target.workspaceId ? expandReference(text, kind, target.workspaceId) : text
}

function asData(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
