import 'server-only'
import type { Connection } from '@/lib/arm/connection'
import { getDeployment } from '@/lib/arm/deployments'
import { hashTree, readLocalTree } from '@/lib/arm/local-files'
import { assetVersionId } from '@/lib/contract/arm/scope'
import type { ChangedAsset } from '@/lib/contract/changed-asset'
import type { DeploymentYaml } from '@/lib/contract/yaml/deployment'
import { isRemotePath, looksLikeReference } from '@/lib/domain/convert/references'
import { allowedPath } from '@/lib/server/allowed-paths'
import { getConnection } from '@/lib/server/connection'
import { plannedEnvironment } from '@/lib/server/deploy-steps'
import { readDeployment } from '@/lib/server/yaml-input'

/** Hashing more than this takes seconds; the upload itself then finds out. */
const maxHashedBytes = 512 * 1024 * 1024

async function treeVersion(path: string, baseDir: string | undefined): Promise<string | undefined> {
  const tree = await readLocalTree(allowedPath(path, baseDir))
  return tree.sizeBytes > maxHashedBytes ? undefined : (await hashTree(tree)).hash.slice(0, 32)
}

/** The id an upload of what lies on the disk would get; undefined when the file names a registered asset, or it is too large to tell. */
async function plannedIds(yaml: DeploymentYaml, baseDir: string | undefined, connection: Connection) {
  const { workspaceId: workspace } = connection
  const modelPath = typeof yaml.model === 'object' && yaml.model !== null ? yaml.model.path : undefined
  const code = yaml.code_configuration?.code
  const environment = yaml.environment
  const isLocal = (path: unknown): path is string => typeof path === 'string' && !isRemotePath(path) && !looksLikeReference(path)
  const model = isLocal(modelPath) ? await treeVersion(modelPath, baseDir) : undefined
  const folder = isLocal(code) ? await treeVersion(code, baseDir) : undefined
  const inline =
    typeof environment === 'object' && environment !== null ? await plannedEnvironment(environment, connection, baseDir) : undefined
  return {
    model: { isLocal: isLocal(modelPath), id: model && assetVersionId(workspace, 'models', model, '1') },
    code: { isLocal: isLocal(code), id: folder && assetVersionId(workspace, 'codes', folder, '1') },
    environment: { isLocal: inline !== undefined, id: inline && assetVersionId(workspace, 'environments', inline.name, inline.version) },
  }
}

/**
 * Compares the local files a deployment YAML names with what the deployment runs, by content and without uploading anything.
 * Registered assets are not listed: their names say whether they differ. Throws ProblemError for a path that cannot be read.
 */
export async function changedAssets(input: {
  yaml: string
  baseDir?: string | undefined
  endpoint: string
  deployment: string
}): Promise<ChangedAsset[]> {
  const connection = getConnection()
  const live = await getDeployment(connection, input.endpoint, input.deployment)
  const planned = await plannedIds(readDeployment(input.yaml), input.baseDir, connection)
  const running = {
    model: live.properties.model,
    code: live.properties.codeConfiguration?.codeId,
    environment: live.properties.environmentId,
  }
  return (['model', 'code', 'environment'] as const).flatMap((field): ChangedAsset[] => {
    const { isLocal, id } = planned[field]
    if (!isLocal) return []
    if (id === undefined) return [{ field, state: 'unknown' }]
    return [{ field, state: id.toLowerCase() === running[field]?.toLowerCase() ? 'same' : 'changed' }]
  })
}
