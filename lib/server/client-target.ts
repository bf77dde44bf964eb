import 'server-only'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import type { ClientTarget } from '@/lib/domain/client-setup/client-setup'
import { studioEnv } from './env'

/** Where Microsoft's clients find this computer: addresses and paths, no secret. */
export function clientTarget(): ClientTarget {
  const { layout, agentUrl } = studioEnv()
  const { caPem, agentToken, azConfig } = layout
  return { agentUrl, caPem, agentToken, azConfig, workspaceId: localWorkspaceId }
}
