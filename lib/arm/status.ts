import 'server-only'
import { agentCall, agentFetch, agentJson } from '@/lib/arm/agent-fetch'
import type { Connection } from '@/lib/arm/connection'
import type { DeploymentContents } from '@/lib/contract/contents'
import type { EngineView } from '@/lib/contract/engine'
import type { EndpointMetrics } from '@/lib/contract/metrics'
import type { DoctorReport, EndpointStatus, OperationView } from '@/lib/contract/scorepoint'

const endpointRoot = (endpoint: string) => `/_scorepoint/endpoints/${encodeURIComponent(endpoint)}`

/** Every endpoint with health, phases and observed traffic. */
export const endpointStatuses = (connection: Connection, signal?: AbortSignal): Promise<EndpointStatus[]> =>
  agentJson<EndpointStatus[]>(connection, '/_scorepoint/endpoints', { signal })

/** As endpointStatuses, as short as lists need it (no instances, no ended operations), as JSON to be passed on; of some names only (unknown ones are left out). */
export function endpointSummaries(connection: Connection, names?: readonly string[], signal?: AbortSignal): Promise<Response> {
  const query = new URLSearchParams({ summary: '1' })
  for (const name of names ?? []) query.append('name', name)
  return agentCall(connection, `/_scorepoint/endpoints?${query}`, { signal })
}

/** The first `count` of these by name, and how many there are. */
export async function firstEndpointSummaries(
  connection: Connection,
  count: number,
  signal?: AbortSignal,
): Promise<{ endpoints: EndpointStatus[]; total: number }> {
  const answer = await agentCall(connection, `/_scorepoint/endpoints?summary=1&first=${count}`, { signal })
  const endpoints = (await answer.json()) as EndpointStatus[]
  return { endpoints, total: Number(answer.headers.get('x-total-count') ?? endpoints.length) }
}

/** One endpoint; ProblemError 404 when it does not exist. */
export const endpointStatus = (connection: Connection, endpoint: string, signal?: AbortSignal): Promise<EndpointStatus> =>
  agentJson<EndpointStatus>(connection, endpointRoot(endpoint), { signal })

/** Metrics of an endpoint over [from, to), Unix seconds. */
export const endpointMetrics = (
  connection: Connection,
  endpoint: string,
  range: { from: number; to: number },
  signal?: AbortSignal,
): Promise<EndpointMetrics> =>
  agentJson<EndpointMetrics>(connection, `${endpointRoot(endpoint)}/metrics?from=${range.from}&to=${range.to}`, { signal })
/** Model files, code and environment of one deployment. */
export const deploymentContents = (
  connection: Connection,
  endpoint: string,
  deployment: string,
  signal?: AbortSignal,
): Promise<DeploymentContents> =>
  agentJson<DeploymentContents>(connection, `${endpointRoot(endpoint)}/deployments/${encodeURIComponent(deployment)}/contents`, { signal })

/** Checks of this computer: Python, uv, router, disk. */
export const doctor = (connection: Connection, signal?: AbortSignal): Promise<DoctorReport> =>
  agentJson<DoctorReport>(connection, '/_scorepoint/doctor', { signal })

/** The container engine: where it was looked for, what it is, what is wrong with it, and containers of the official local mode. */
export const engineView = (connection: Connection, signal?: AbortSignal): Promise<EngineView> =>
  agentJson<EngineView>(connection, '/_scorepoint/engine', { signal })

/** Newest first. */
export function listOperations(
  connection: Connection,
  filter: {
    endpoint?: string
    deployment?: string
    /** Comma-separated. */
    status?: string
    kind?: string
    text?: string
    /** `seq` of the oldest one already read. */
    before?: number
    limit?: number
  },
): Promise<OperationView[]> {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(filter)) if (value !== undefined) query.set(key, String(value))
  return agentJson<OperationView[]>(connection, `/_scorepoint/operations?${query}`)
}

/** One operation with its phases. */
export const getOperation = (connection: Connection, operationId: string): Promise<OperationView> =>
  agentJson<OperationView>(connection, `/_scorepoint/operations/${encodeURIComponent(operationId)}`)

/** Asks a running operation to stop; it ends as Canceled. */
export async function cancelOperation(connection: Connection, operationId: string): Promise<void> {
  await agentCall(connection, `/_scorepoint/operations/${encodeURIComponent(operationId)}/cancel`, { method: 'POST' })
}

/** What of a log is asked for; the agent checks every parameter. */
export type LogPart = '' | 'lines' | 'line' | 'entry' | 'follow' | 'search' | 'download' | 'request'

/** A part of the merged log as the agent answers it, to be passed on: JSON, server-sent events (`follow`, `search`) or text (`download`). */
export const logPart = (
  connection: Connection,
  endpoint: string,
  deployment: string,
  part: LogPart,
  query: URLSearchParams,
  init: { signal?: AbortSignal; lastEventId?: string } = {},
): Promise<Response> => {
  const path = `${endpointRoot(endpoint)}/deployments/${encodeURIComponent(deployment)}/logs${part === '' ? '' : `/${part}`}?${query}`
  const isStream = part === 'follow' || part === 'search' || part === 'download'
  return agentFetch(connection, path, {
    signal: init.signal,
    ...(isStream ? { timeoutMs: 0 } : {}),
    headers: init.lastEventId ? { 'last-event-id': init.lastEventId } : {},
  })
}

/** Change events as server-sent events, to be passed on as they are. */
export const eventStream = (connection: Connection, init: { signal: AbortSignal; lastEventId?: string }): Promise<Response> =>
  agentFetch(connection, '/_scorepoint/events', {
    signal: init.signal,
    timeoutMs: 0,
    headers: { accept: 'text/event-stream', ...(init.lastEventId ? { 'last-event-id': init.lastEventId } : {}) },
  })
