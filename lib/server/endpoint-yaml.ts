import 'server-only'
import { agentJson } from '@/lib/arm/agent-fetch'
import { withVersion } from '@/lib/arm/api-version'
import { endpointPath, getEndpoint } from '@/lib/arm/endpoints'
import type { Deployment } from '@/lib/contract/arm/deployment'
import { deploymentFromArm } from '@/lib/domain/convert/deployment'
import { endpointFromArm } from '@/lib/domain/convert/endpoint'
import { yamlText } from '@/lib/domain/convert/yaml-text'
import { withoutQueueWaitDefault } from '@/lib/domain/deployment-edit/deployment-edit'
import { getConnection } from '@/lib/server/connection'

export interface YamlFile {
  /** Name of the deployment; absent for the endpoint's own file. */
  deployment?: string
  text: string
}

/** The files that describe an endpoint and its deployments, made from what the control plane stores. Throws ProblemError. */
export async function loadEndpointYaml(endpoint: string): Promise<YamlFile[]> {
  const connection = getConnection()
  const [stored, { value: deployments }] = await Promise.all([
    getEndpoint(connection, endpoint),
    agentJson<{ value: Deployment[] }>(connection, withVersion(`${endpointPath(connection, endpoint)}/deployments`)),
  ])
  const { workspaceId } = connection
  return [
    { text: orderedYaml(endpointFromArm(stored, { workspaceId })) },
    ...deployments.map((deployment) => ({
      deployment: deployment.name ?? '',
      text: orderedYaml(withoutQueueWaitDefault(deploymentFromArm(deployment, { workspaceId, endpointName: endpoint }))),
    })),
  ]
}

/** Names first, then the rest as the contract lists it; the service's own properties last. */
const firstKeys = [
  '$schema',
  'name',
  'version',
  'endpoint_name',
  'type',
  'description',
  'auth_mode',
  'traffic',
  'model',
  'code_configuration',
  'environment',
]
const lastKeys = ['tags', 'properties']

/** A file as text, its keys in the order people write them; empty mappings left out. */
export function orderedYaml(document: object): string {
  const rank = (key: string) => (firstKeys.includes(key) ? firstKeys.indexOf(key) - firstKeys.length : lastKeys.includes(key) ? 1 : 0)
  const filled = Object.entries(document).filter(([, value]) => !isEmptyMapping(value))
  const ordered = filled.sort(([a], [b]) => rank(a) - rank(b))
  // Long image names and URIs stay on one line: they are copied from here.
  return yamlText(Object.fromEntries(ordered))
}

function isEmptyMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
}
