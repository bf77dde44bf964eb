import 'server-only'
import { deploymentContents, endpointMetrics, endpointStatus, listOperations } from '@/lib/arm/status'
import type { EndpointMetrics, MetricPoint } from '@/lib/contract/metrics'
import type { OperationView } from '@/lib/contract/scorepoint'
import type { CheckContext, Measured } from '@/lib/domain/checks/check'
import { isSameName } from '@/lib/domain/names/names'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { remembered } from '@/lib/server/remembered'

/** A document is checked every second while somebody looks at it; what was measured changes slower. */
const rememberMs = 10_000
const hour = 3600
/** Fewer requests say nothing about the slowest 5 %. */
const enoughRequests = 20

export interface LiveFacts {
  /** For the rules. */
  context: Pick<CheckContext, 'measured' | 'deploymentNames' | 'requestsPerSecond'>
  /** The endpoint as it is here. */
  endpoint?: { name: string; compute: 'managed' | 'kubernetes' }
  /** Versions installed in the environment that runs, by canonical name. */
  resolved?: Readonly<Record<string, string>>
}

/** What is known of the endpoint a document is meant for, and of its deployment as it runs. Empty when the agent does not answer. */
export const liveFacts = (endpoint: string, deployment: string | undefined): Promise<LiveFacts> =>
  deployment === undefined ? factsOf(endpoint) : factsOf(endpoint, deployment)

const factsOf = remembered(rememberMs, (endpoint = '', deployment) =>
  readFacts(endpoint, deployment).catch((error: unknown) => {
    // The endpoint does not exist yet, or the agent is away: rules that need these facts stay silent.
    if (error instanceof ProblemError) return { context: {} }
    throw error
  }),
)

async function readFacts(endpoint: string, deployment: string | undefined): Promise<LiveFacts> {
  const connection = getConnection()
  const { deployments, name, kubernetes } = await endpointStatus(connection, endpoint)
  const here = { name, compute: kubernetes ? ('kubernetes' as const) : ('managed' as const) }
  const deploymentNames = deployments.map((one) => one.name)
  if (deployment === undefined || !deploymentNames.some((known) => isSameName(known, deployment)))
    return { context: { deploymentNames }, endpoint: here }
  const to = Math.ceil(Date.now() / 1000)
  const [operations, metrics, contents] = await Promise.all([
    listOperations(connection, { endpoint, deployment, status: 'Succeeded', limit: 5 }),
    endpointMetrics(connection, endpoint, { from: to - hour, to }),
    deploymentContents(connection, endpoint, deployment),
  ])
  const series = metrics.series.find((one) => isSameName(one.deployment, deployment))
  const resolved = contents.environment?.installed
  return {
    context: { deploymentNames, measured: measuredFrom(operations, series?.points ?? []), requestsPerSecond: peakRate(metrics) },
    endpoint: here,
    ...(resolved === undefined ? {} : { resolved }),
  }
}

/** The busiest stretch of the metrics, as requests per second of all deployments together. Pure. */
export function peakRate({ series, stepSeconds }: Pick<EndpointMetrics, 'series' | 'stepSeconds'>): number {
  const requests = new Map<number, number>()
  for (const { points } of series) for (const point of points) requests.set(point.at, (requests.get(point.at) ?? 0) + point.requests)
  return Math.max(0, ...requests.values()) / stepSeconds
}

/** The newest successful start, and the answers' time over the points, each counted by its requests. Pure. */
export function measuredFrom(operations: readonly OperationView[], points: readonly MetricPoint[]): Measured {
  const waits = operations.flatMap(({ phases }) => phases.filter(({ name, state }) => name === 'WaitReady' && state === 'succeeded'))
  const { startedAt, endedAt } = waits[0] ?? {}
  const seen = points.filter(({ p95Ms }) => p95Ms !== undefined)
  const requests = seen.reduce((sum, point) => sum + point.requests, 0)
  const weighted = seen.reduce((sum, { p95Ms = 0, requests: count }) => sum + p95Ms * count, 0)
  return {
    ...(startedAt && endedAt ? { initSeconds: (Date.parse(endedAt) - Date.parse(startedAt)) / 1000 } : {}),
    ...(requests >= enoughRequests ? { p95Ms: weighted / requests } : {}),
  }
}
