import { type Endpoint, endpointSchema } from '@/lib/contract/arm/endpoint'
import { localLocation } from '@/lib/contract/arm/scope'
import { type EndpointYaml, endpointDefaults, endpointYamlSchema } from '@/lib/contract/yaml/endpoint'
import { readOnlyYamlKeys } from '@/lib/contract/yaml/read-only'
import { asBody, asFile, compact, type FieldPair, isData, mapFromArm, mapToArm, words } from '@/lib/domain/convert/field-map'

export interface EndpointTarget {
  /** Default: the location of the local workspace. */
  location?: string
  /** ARM id of the workspace; needed to turn `azureml:<compute>` into an id. */
  workspaceId?: string
}

const access = words({ enabled: 'Enabled', disabled: 'Disabled' })

const properties: readonly FieldPair[] = [
  { yaml: 'description', arm: 'description' },
  { yaml: 'properties', arm: 'properties' },
  { yaml: 'auth_mode', arm: 'authMode', ...words({ key: 'Key', aml_token: 'AMLToken', aad_token: 'AADToken' }) },
  { yaml: 'traffic', arm: 'traffic' },
  { yaml: 'mirror_traffic', arm: 'mirrorTraffic' },
  { yaml: 'public_network_access', arm: 'publicNetworkAccess', ...access },
  { yaml: 'compute', arm: 'compute' },
]

const identityTypes = words({
  system_assigned: 'SystemAssigned',
  user_assigned: 'UserAssigned',
  none: 'None',
  'system_assigned,user_assigned': 'SystemAssigned,UserAssigned',
})

/** Written by the service only; not part of a file. */
const readOnlyProperties = ['provisioningState', 'scoringUri', 'swaggerUri', 'keys']
const readOnlyIdentity = ['principalId', 'tenantId']

/**
 * Endpoint file → body of `PUT onlineEndpoints/{name}`. Unknown keys go below `properties` under their own name.
 * `name` is the last path segment; it is repeated in the body as GET shows it.
 */
export function endpointToArm(yaml: EndpointYaml, target: EndpointTarget = {}): Endpoint {
  const { $schema: _schema, name, tags, identity, ...rest } = yaml
  const mapped = mapToArm({ auth_mode: endpointDefaults.auth_mode, ...compact(rest) }, properties, readOnlyYamlKeys)
  if (typeof mapped.compute === 'string') mapped.compute = computeToArm(mapped.compute, target.workspaceId)
  return asBody(
    endpointSchema,
    compact({
      name,
      location: target.location ?? localLocation,
      tags: tags ?? {},
      identity: identity && identityToArm(identity),
      properties: mapped,
    }),
  )
}

/** GET body → endpoint file. Read-only fields are left out; `properties` of the service stay. */
export function endpointFromArm(arm: Endpoint, target: Pick<EndpointTarget, 'workspaceId'> = {}): EndpointYaml {
  const mapped = mapFromArm(arm.properties, properties, readOnlyProperties)
  if (typeof mapped.compute === 'string') mapped.compute = computeFromArm(mapped.compute, target.workspaceId)
  return asFile(
    endpointYamlSchema,
    compact({
      name: arm.name,
      ...mapped,
      tags: arm.tags && Object.keys(arm.tags).length > 0 ? arm.tags : undefined,
      identity: arm.identity ? identityFromArm(arm.identity) : undefined,
    }),
  )
}

function computeToArm(compute: string, workspaceId: string | undefined): string {
  const name = /^azureml:([^/:\s]+)$/i.exec(compute)?.[1]
  return name && workspaceId ? `${workspaceId}/computes/${name}` : compute
}

function computeFromArm(compute: string, workspaceId: string | undefined): string {
  const prefix = workspaceId && `${workspaceId}/computes/`
  return prefix && compute.toLowerCase().startsWith(prefix.toLowerCase()) ? `azureml:${compute.slice(prefix.length)}` : compute
}

/** YAML lists identities, the wire maps their ids to details. */
function identityToArm(identity: NonNullable<EndpointYaml['identity']>): Record<string, unknown> {
  const { type, user_assigned_identities: list, ...unknown } = identity
  const map = list && Object.fromEntries(list.map((item) => (typeof item === 'string' ? [item, {}] : [item.resource_id, withoutId(item)])))
  return compact({ ...unknown, type: identityTypes.toArm?.(type) ?? type, userAssignedIdentities: map })
}

function withoutId(item: Record<string, unknown>): Record<string, unknown> {
  const { resource_id: _id, ...rest } = item
  return rest
}

function identityFromArm(identity: NonNullable<Endpoint['identity']>): Record<string, unknown> {
  const { type, userAssignedIdentities: map, ...unknown } = identity
  const list = isData(map)
    ? Object.entries(map).map(([id, details]) => ({ resource_id: id, ...(isData(details) ? writable(details) : {}) }))
    : []
  return compact({
    ...writable(unknown),
    type: identityTypes.fromArm?.(type) ?? type,
    user_assigned_identities: list.length > 0 ? list : undefined,
  })
}

function writable(details: Record<string, unknown>): Record<string, unknown> {
  const readOnly = [...readOnlyIdentity, 'clientId']
  return Object.fromEntries(Object.entries(details).filter(([key, value]) => value !== null && !readOnly.includes(key)))
}
