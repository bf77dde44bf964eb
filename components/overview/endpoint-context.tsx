'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext } from 'react'
import type { EndpointActions } from '@/components/overview/endpoint-actions'
import { type Problem, ProblemError } from '@/lib/problems/problem'
import { type EndpointDetail, endpointDetailQuery } from '@/lib/queries/endpoint-detail'

interface EndpointView {
  detail: EndpointDetail
  actions: EndpointActions
  /** Reads again at once, after a change of our own. */
  refresh: () => Promise<void>
  /** Why the shown data is not current; undefined while reads succeed. */
  problem: Problem | undefined
  /** When the shown data was read, ms since 1970. */
  readAt: number
}

const Context = createContext<EndpointView | undefined>(undefined)

/** Holds the one live read of an endpoint for header, tabs and page. `initial` comes from the server, so the first paint is complete. */
export function EndpointProvider(props: { initial: EndpointDetail; actions: EndpointActions; children: ReactNode }) {
  const { initial, actions, children } = props
  const client = useQueryClient()
  const options = endpointDetailQuery(initial.name)
  // Always: what the server gave may be of a prefetch from before a change that nobody listened to yet, e.g. a deployment of 100 ms.
  const { data, error, dataUpdatedAt } = useQuery({ ...options, initialData: initial, refetchOnMount: 'always' })
  const refresh = () => client.invalidateQueries({ queryKey: options.queryKey })
  const problem = error ? (error instanceof ProblemError ? error.problem : unexpected(error)) : undefined
  // What is held may be of an earlier endpoint of this name, deleted since.
  const detail = data.createdAt < initial.createdAt ? initial : data
  return <Context value={{ detail, actions, refresh, problem, readAt: dataUpdatedAt }}>{children}</Context>
}

/** The endpoint of this page. */
export function useEndpoint(): EndpointView {
  const view = useContext(Context)
  if (!view) throw new Error('useEndpoint needs an EndpointProvider above it')
  return view
}

function unexpected(error: Error): Problem {
  return { code: 'Studio.Unexpected', message: error.message, origin: 'studio', retryable: true }
}
