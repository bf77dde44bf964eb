/** Resource ids of the local workspace. */
export const localSubscriptionId = '00000000-0000-0000-0000-000000000000'
export const localResourceGroup = 'local'
export const localWorkspaceName = 'local'
/** Word characters only: the SDK parses package results with `\w+`. */
export const localLocation = 'local'
export const armProvider = 'Microsoft.MachineLearningServices'

export interface WorkspaceScope {
  subscriptionId: string
  resourceGroup: string
  workspace: string
}

export const localScope: WorkspaceScope = {
  subscriptionId: localSubscriptionId,
  resourceGroup: localResourceGroup,
  workspace: localWorkspaceName,
}

/** ARM id of a workspace, without trailing slash. */
export function workspaceId(scope: WorkspaceScope): string {
  return `/subscriptions/${scope.subscriptionId}/resourceGroups/${scope.resourceGroup}/providers/${armProvider}/workspaces/${scope.workspace}`
}

export const localWorkspaceId = workspaceId(localScope)

export type AssetKind = 'models' | 'environments' | 'codes'

/** ARM ids below a workspace id. Segments are encoded, so any name is safe. */
export function endpointId(workspace: string, endpoint: string): string {
  return `${workspace}/onlineEndpoints/${encodeURIComponent(endpoint)}`
}
export function deploymentId(workspace: string, endpoint: string, deployment: string): string {
  return `${endpointId(workspace, endpoint)}/deployments/${encodeURIComponent(deployment)}`
}
export function assetVersionId(workspace: string, kind: AssetKind, name: string, version: string): string {
  return `${workspace}/${kind}/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`
}
