/** The workspace this computer plays. */
import { page, workspaceOf } from '@/agent/routes/arm-path'
import { type AgentContext, type AgentDeps, type Handler, originOf } from '@/agent/routes/context'
import {
  armProvider,
  localLocation,
  localResourceGroup,
  localWorkspaceName,
  type WorkspaceScope,
  workspaceId,
} from '@/lib/contract/arm/scope'

/** Handlers for `…/workspaces`. */
export function workspaceRoutes(deps: AgentDeps) {
  const { assets } = deps

  function present(c: AgentContext, id: string, name: string) {
    return {
      id,
      name,
      type: `${armProvider}/workspaces`,
      location: localLocation,
      kind: 'Default',
      tags: {},
      identity: { type: 'None' },
      sku: { name: 'Basic', tier: 'Basic' },
      properties: {
        workspaceId: assets.workspaceGuid(),
        friendlyName: 'This computer',
        description: 'Online endpoints on this computer, served by Scorepoint',
        provisioningState: 'Succeeded',
        publicNetworkAccess: 'Disabled',
        hbiWorkspace: false,
        v1LegacyMode: false,
        discoveryUrl: `${originOf(c, deps)}/discovery`,
      },
    }
  }

  /** Any workspace name is this computer's: scripts keep the names they use in Azure. */
  const get: Handler = (c) => c.json(present(c, workspaceOf(c), c.req.param('workspace') ?? localWorkspaceName))

  const list: Handler = (c) => {
    const scope: WorkspaceScope = {
      subscriptionId: c.req.param('subscription') ?? '',
      resourceGroup: c.req.param('group') ?? localResourceGroup,
      workspace: localWorkspaceName,
    }
    return page(c, deps, [present(c, workspaceId(scope), localWorkspaceName)])
  }

  return { get, list }
}
