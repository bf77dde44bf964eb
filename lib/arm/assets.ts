import 'server-only'
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning'
import { agentJson } from '@/lib/arm/agent-fetch'
import { withVersion } from '@/lib/arm/api-version'
import type { Connection } from '@/lib/arm/connection'
import type { CodeVersion, EnvironmentVersion, ModelVersion } from '@/lib/contract/arm/asset'
import { type AssetKind, assetVersionId, localResourceGroup, localSubscriptionId, localWorkspaceName } from '@/lib/contract/arm/scope'

/** The typed client, for reads only: it drops fields newer than its version on write. */
function typedClient(connection: Connection): AzureMachineLearningWorkspaces {
  const client = new AzureMachineLearningWorkspaces(
    { getToken: async () => ({ token: connection.token, expiresOnTimestamp: Date.now() + 3_600_000 }) },
    localSubscriptionId,
    { endpoint: connection.agentUrl, tlsOptions: { ca: connection.caPem }, retryOptions: { maxRetries: 0 } },
  )
  client.pipeline.removePolicy({ name: 'proxyPolicy' })
  return client
}

export interface RegisteredAsset {
  name: string
  version: string
  /** `azureml:<name>:<version>`, as it is written in YAML. */
  reference: string
  description?: string
  createdAt?: string
}

/** Registered (not anonymous, not archived) models or environments, newest version first, at most 500 versions. */
export async function listRegistered(connection: Connection, kind: 'models' | 'environments'): Promise<RegisteredAsset[]> {
  const client = typedClient(connection)
  const [containers, versions] =
    kind === 'models' ? [client.modelContainers, client.modelVersions] : [client.environmentContainers, client.environmentVersions]
  const found: RegisteredAsset[] = []
  for await (const container of containers.list(localResourceGroup, localWorkspaceName)) {
    if (!container.name || container.properties.isArchived) continue
    for await (const version of versions.list(localResourceGroup, localWorkspaceName, container.name)) {
      if (!version.name || version.properties.isAnonymous || version.properties.isArchived) continue
      found.push({
        name: container.name,
        version: version.name,
        reference: `azureml:${container.name}:${version.name}`,
        description: version.properties.description ?? undefined,
        createdAt: version.systemData?.createdAt?.toISOString(),
      })
      if (found.length >= 500) break
    }
  }
  return found.sort((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? '') || a.name.localeCompare(b.name))
}

async function putVersion<T>(connection: Connection, kind: AssetKind, name: string, version: string, body: T): Promise<string> {
  const id = assetVersionId(connection.workspaceId, kind, name, version)
  await agentJson<T>(connection, withVersion(id), { method: 'PUT', json: body })
  return id
}

/** Registers a model version and answers its ARM id. An identical version succeeds again, a changed one is Azure's 409. */
export const putModelVersion = (connection: Connection, name: string, version: string, body: ModelVersion): Promise<string> =>
  putVersion(connection, 'models', name, version, body)

/** Registers a code version and answers its ARM id. */
export const putCodeVersion = (connection: Connection, name: string, version: string, body: CodeVersion): Promise<string> =>
  putVersion(connection, 'codes', name, version, body)

/** Registers an environment version and answers its ARM id. */
export const putEnvironmentVersion = (connection: Connection, name: string, version: string, body: EnvironmentVersion): Promise<string> =>
  putVersion(connection, 'environments', name, version, body)
