'use client'

import { useQuery } from '@tanstack/react-query'
import { ProblemError } from '@/lib/problems/problem'
import { endpointsQuery } from '@/lib/queries/endpoints'

export type AgentState = 'connecting' | 'online' | 'unreachable' | 'signedOut' | 'studioGone' | 'faulty'

/** State of the connection as the last read of the endpoint list met it; `dataAt` = age of what is on screen (ms since 1970, 0 = nothing). */
export function useAgentState() {
  const query = useQuery(endpointsQuery())
  const state = ((): AgentState => {
    if (query.failureReason === null) return query.data ? 'online' : 'connecting'
    const code = query.failureReason instanceof ProblemError ? query.failureReason.problem.code : ''
    if (code === 'Studio.SignInRequired') return 'signedOut'
    if (code === 'Studio.Unreachable') return 'studioGone'
    if (code === 'Studio.AgentNotReady' || code === 'Studio.AgentUnreachable') return 'unreachable'
    return query.status === 'error' ? 'faulty' : query.data ? 'online' : 'connecting'
  })()
  return { state, dataAt: query.dataUpdatedAt, retry: () => void query.refetch(), problem: query.failureReason }
}
