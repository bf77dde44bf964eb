import 'server-only'
import { agentCall, agentJson } from '@/lib/arm/agent-fetch'
import { withVersion } from '@/lib/arm/api-version'
import type { Connection } from '@/lib/arm/connection'
import type { AssetContainer, EnvironmentVersion, ModelVersion } from '@/lib/contract/arm/asset'
import { assetVersionId } from '@/lib/contract/arm/scope'
import type { AssetDetail, AssetSummary, AssetVersionDetail, RegisteredKind } from '@/lib/contract/assets'

const besideRoot = (kind: RegisteredKind, name: string, version: string) =>
  `/_scorepoint/assets/${kind}/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`
const containerId = (connection: Connection, kind: RegisteredKind, name: string) =>
  withVersion(`${connection.workspaceId}/${kind}/${encodeURIComponent(name)}`)

/** Every registered model or environment by name, archived ones too. */
export const assetSummaries = (connection: Connection, kind: RegisteredKind, signal?: AbortSignal): Promise<AssetSummary[]> =>
  agentJson(connection, `/_scorepoint/assets/${kind}`, { signal })

/** One name with its versions; ProblemError 404 when there is none. */
export const assetDetail = (connection: Connection, kind: RegisteredKind, name: string, signal?: AbortSignal): Promise<AssetDetail> =>
  agentJson(connection, `/_scorepoint/assets/${kind}/${encodeURIComponent(name)}`, { signal })

/** One version with its files; ProblemError 404 when there is none. */
export const assetVersion = (
  connection: Connection,
  kind: RegisteredKind,
  name: string,
  version: string,
  signal?: AbortSignal,
): Promise<AssetVersionDetail> => agentJson(connection, besideRoot(kind, name, version), { signal })

/** The bytes of one file of a version, as a stream; `path` as the version lists it. */
export const assetFile = (
  connection: Connection,
  kind: RegisteredKind,
  name: string,
  version: string,
  path: string,
  signal?: AbortSignal,
): Promise<Response> =>
  agentCall(connection, `${besideRoot(kind, name, version)}/file?path=${encodeURIComponent(path)}`, { signal, timeoutMs: 0 })

/** Version for a name that counts up by itself: `nextVersion` of its container, 1 for a new name. */
export async function nextVersion(connection: Connection, kind: RegisteredKind, name: string): Promise<string> {
  const response = await agentCall(connection, containerId(connection, kind, name)).catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
  if (!response) return '1'
  const { properties } = (await response.json()) as AssetContainer
  return properties.nextVersion ?? '1'
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'status' in error && error.status === 404

export interface AssetEdit {
  description?: string | undefined
  tags?: Record<string, string> | undefined
  isArchived?: boolean | undefined
}

function merged<T extends { properties: Record<string, unknown> }>(body: T, edit: AssetEdit): { properties: Record<string, unknown> } {
  const changes = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined))
  return { properties: { ...body.properties, ...changes } }
}

/** Changes description, tags or the archived mark of a version, as `az ml model update | archive | restore` do: read, change, PUT. */
export async function editVersion(
  connection: Connection,
  kind: RegisteredKind,
  name: string,
  version: string,
  edit: AssetEdit,
): Promise<void> {
  const id = withVersion(assetVersionId(connection.workspaceId, kind, name, version))
  const body = await agentJson<ModelVersion | EnvironmentVersion>(connection, id)
  await agentJson(connection, id, { method: 'PUT', json: merged(body, edit) })
}

/** The same for a name as a whole. */
export async function editContainer(connection: Connection, kind: RegisteredKind, name: string, edit: AssetEdit): Promise<void> {
  const id = containerId(connection, kind, name)
  const body = await agentJson<AssetContainer>(connection, id)
  await agentJson(connection, id, { method: 'PUT', json: merged(body, edit) })
}

/** Deletes a version, or the name with all of them. Refused with 409 `Agent.AssetInUse` while a deployment uses it. */
export async function deleteAsset(connection: Connection, kind: RegisteredKind, name: string, version?: string): Promise<void> {
  const id =
    version === undefined ? containerId(connection, kind, name) : withVersion(assetVersionId(connection.workspaceId, kind, name, version))
  await agentCall(connection, id, { method: 'DELETE' })
}
