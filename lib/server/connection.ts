import 'server-only'
import { readFileSync } from 'node:fs'
import type { Connection } from '@/lib/arm/connection'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import { ProblemError } from '@/lib/problems/problem'
import { studioEnv } from './env'

/**
 * How to reach this computer's agent. Token and certificate are read on each use: an agent that was restarted may have new ones.
 * Throws Studio.AgentNotReady while the agent has never started.
 */
export function getConnection(): Connection {
  const { layout, agentUrl } = studioEnv()
  try {
    return {
      kind: 'local',
      id: 'local',
      agentUrl,
      token: readFileSync(layout.agentToken, 'utf8').trim(),
      caPem: readFileSync(layout.caPem, 'utf8'),
      workspaceId: localWorkspaceId,
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    throw new ProblemError(
      { code: 'Studio.AgentNotReady', message: 'The agent on this computer has not started yet.', origin: 'studio', retryable: true },
      503,
    )
  }
}
