import 'server-only'
import { agentJson } from '@/lib/arm/agent-fetch'
import { withVersion } from '@/lib/arm/api-version'
import type { Connection } from '@/lib/arm/connection'
import { listOperations } from '@/lib/arm/status'
import type { AssetContainer, EnvironmentVersion, ModelVersion } from '@/lib/contract/arm/asset'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { Endpoint } from '@/lib/contract/arm/endpoint'
import { assetVersionId, deploymentId, endpointId, localLocation, localResourceGroup, localWorkspaceName } from '@/lib/contract/arm/scope'
import type { RegisteredKind } from '@/lib/contract/assets'
import type { JsonSource, JsonViewData } from '@/lib/contract/json-source'
import { deploymentFromArm } from '@/lib/domain/convert/deployment'
import { endpointFromArm } from '@/lib/domain/convert/endpoint'
import { environmentFromArm } from '@/lib/domain/convert/environment'
import { modelFromArm } from '@/lib/domain/convert/model'

interface ArmResource {
  id?: string | undefined
  name?: string | undefined
  systemData?: object | null | undefined
}

/** The most the control plane gives at once. */
const operationsShown = 1000

const where = `--resource-group ${localResourceGroup} --workspace-name ${localWorkspaceName}`
const shellWord = (text: string) => (/^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** What the command adds to the file: id, dates, and the group that `az` reads from the id. */
function azFrame(arm: ArmResource): Record<string, unknown> {
  const data: Record<string, unknown> = { ...arm.systemData }
  return {
    ...(arm.id ? { id: arm.id, resourceGroup: localResourceGroup } : {}),
    creation_context: {
      created_at: data.createdAt ?? null,
      created_by: data.createdBy ?? null,
      created_by_type: data.createdByType ?? null,
      last_modified_at: data.lastModifiedAt ?? null,
    },
  }
}

function azEndpoint(arm: Endpoint): Record<string, unknown> {
  const { creation_context: _context, ...frame } = azFrame(arm)
  return {
    ...endpointFromArm(arm),
    ...frame,
    location: arm.location ?? localLocation,
    openapi_uri: arm.properties.swaggerUri ?? null,
    provisioning_state: arm.properties.provisioningState ?? null,
    scoring_uri: arm.properties.scoringUri ?? null,
  }
}

function azDeployment(arm: Deployment, endpoint: string): Record<string, unknown> {
  const { creation_context: _context, ...frame } = azFrame(arm)
  return { ...deploymentFromArm(arm, { endpointName: endpoint }), ...frame, provisioning_state: arm.properties.provisioningState ?? null }
}

function azVersion(kind: RegisteredKind, arm: ModelVersion | EnvironmentVersion): Record<string, unknown> {
  return { ...(kind === 'models' ? modelFromArm(arm) : environmentFromArm(arm)), ...azFrame(arm) }
}

function azContainer(arm: AssetContainer): Record<string, unknown> {
  const { description, tags, latestVersion } = arm.properties
  return { ...azFrame(arm), description: description ?? null, 'latest version': latestVersion ?? null, name: arm.name, tags: tags ?? {} }
}

/** All pages of a list as one array. */
async function listAll<T>(connection: Connection, path: string, signal: AbortSignal): Promise<T[]> {
  const all: T[] = []
  for (let next: string | undefined = withVersion(path); next !== undefined; ) {
    const page: { value: T[]; nextLink?: string | null } = await agentJson(connection, next, { signal })
    all.push(...page.value)
    const link: URL | undefined = page.nextLink ? new URL(page.nextLink) : undefined
    next = link && link.pathname + link.search
  }
  return all
}

/** Both shapes of one resource or list, and the commands that print them. Throws ProblemError of the control plane. */
export async function jsonView(connection: Connection, source: JsonSource, signal: AbortSignal): Promise<JsonViewData> {
  const { workspaceId } = connection
  const get = <T>(path: string) => agentJson<T>(connection, withVersion(path), { signal })
  const rest = (path: string) => `az rest --method get --url ${shellWord(connection.agentUrl + withVersion(path))}`
  switch (source.of) {
    case 'endpoints': {
      const path = `${workspaceId}/onlineEndpoints`
      const arm = await listAll<Endpoint>(connection, path, signal)
      return { arm, az: arm.map(azEndpoint), command: `az ml online-endpoint list ${where}`, restCommand: rest(path) }
    }
    case 'endpoint': {
      const path = endpointId(workspaceId, source.endpoint)
      const arm = await get<Endpoint>(path)
      const command = `az ml online-endpoint show --name ${shellWord(source.endpoint)} ${where}`
      return { arm, az: azEndpoint(arm), command, restCommand: rest(path) }
    }
    case 'deployments': {
      const path = `${endpointId(workspaceId, source.endpoint)}/deployments`
      const arm = await listAll<Deployment>(connection, path, signal)
      const command = `az ml online-deployment list --endpoint-name ${shellWord(source.endpoint)} ${where}`
      return { arm, az: arm.map((each) => azDeployment(each, source.endpoint)), command, restCommand: rest(path) }
    }
    case 'deployment': {
      const path = deploymentId(workspaceId, source.endpoint, source.deployment)
      const arm = await get<Deployment>(path)
      const command = `az ml online-deployment show --name ${shellWord(source.deployment)} --endpoint-name ${shellWord(source.endpoint)} ${where}`
      return { arm, az: azDeployment(arm, source.endpoint), command, restCommand: rest(path) }
    }
    case 'models':
    case 'environments': {
      const path = `${workspaceId}/${source.of}`
      const arm = await listAll<AssetContainer>(connection, path, signal)
      const word = source.of === 'models' ? 'model' : 'environment'
      return { arm, az: arm.map(azContainer), command: `az ml ${word} list ${where}`, restCommand: rest(path) }
    }
    case 'model':
    case 'environment': {
      const kind = source.of === 'model' ? 'models' : 'environments'
      if (source.version === undefined) {
        const path = `${workspaceId}/${kind}/${encodeURIComponent(source.name)}/versions`
        const arm = await listAll<ModelVersion | EnvironmentVersion>(connection, path, signal)
        const command = `az ml ${source.of} list --name ${shellWord(source.name)} ${where}`
        return { arm, az: arm.map((each) => azVersion(kind, each)), command, restCommand: rest(path) }
      }
      const path = assetVersionId(workspaceId, kind, source.name, source.version)
      const arm = await get<ModelVersion | EnvironmentVersion>(path)
      const command = `az ml ${source.of} show --name ${shellWord(source.name)} --version ${shellWord(source.version)} ${where}`
      return { arm, az: azVersion(kind, arm), command, restCommand: rest(path) }
    }
    case 'operation': {
      // The polling address every client follows; az has no command of its own for it.
      const [, , subscription = ''] = workspaceId.split('/')
      const path = `/subscriptions/${subscription}/providers/Microsoft.MachineLearningServices/locations/${localLocation}/mfeOperationsStatus/${encodeURIComponent(source.operation)}`
      return { arm: await get(path), restCommand: rest(path) }
    }
    case 'operations': {
      const { endpoint, status, kind, q: text } = source
      const arm = await listOperations(connection, { endpoint, status, kind, text, limit: operationsShown })
      const filters = Object.entries({ endpoint, status, kind, text, limit: String(operationsShown) })
      const query = new URLSearchParams(filters.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
      const url = `${connection.agentUrl}/_scorepoint/operations?${query}`
      return { arm, restCommand: `az rest --method get --url ${shellWord(url)}` }
    }
    default:
      return source satisfies never
  }
}
