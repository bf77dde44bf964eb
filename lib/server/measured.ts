import 'server-only'
import { deploymentContents, endpointMetrics, endpointStatus, listOperations } from '@/lib/arm/status'
import type { MetricPoint } from '@/lib/contract/metrics'
import type { OperationView } from '@/lib/contract/scorepoint'
import type { CheckContext, Measured } from '@/lib/domain/checks/check'
import { isSameName } from '@/lib/domain/names/names'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'

/** A document is checked every second while somebody looks at it; what was measured changes slower. */
const rememberMs = 10_000
const hour = 3600
/** Fewer requests say nothing about the slowest 5 %. */
const enoughRequests = 20
const maxRemembered = 50

const remembered = new Map<string, { until: number; facts: Promise<LiveFacts> }>()

export interface LiveFacts {
  /** For the rules. */
  context: Pick<CheckContext, 'measured' | 'deploymentNames'>
  /** Versions installed in the environment that runs, by canonical name. */
  resolved?: Readonly<Record<string, string>>
}

/** What is known of the endpoint a document is meant for, and of its deployment as it runs. Empty when the agent does not answer. */
export function liveFacts(endpoint: string, deployment: string | undefined): Promise<LiveFacts> {
  const key = JSON.stringify([endpoint, deployment])
  const known = remembered.get(key)
  if (known && known.until > Date.now()) return known.facts
  const facts = readFacts(endpoint, deployment).catch((error: unknown) => {
    // The endpoint does not exist yet, or the agent is away: rules that need these facts stay silent.
    if (error instanceof ProblemError) return { context: {} }
    throw error
  })
  remembered.delete(key)
  remembered.set(key, { until: Date.now() + rememberMs, facts })
  const [oldest] = remembered.keys()
  if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest)
  return facts
}

async function readFacts(endpoint: string, deployment: string | undefined): Promise<LiveFacts> {
  const connection = getConnection()
  const { deployments } = await endpointStatus(connection, endpoint)
  const deploymentNames = deployments.map(({ name }) => name)
  if (deployment === undefined || !deploymentNames.some((name) => isSameName(name, deployment))) return { context: { deploymentNames } }
  const to = Math.ceil(Date.now() / 1000)
  const [operations, metrics, contents] = await Promise.all([
    listOperations(connection, { endpoint, deployment, status: 'Succeeded', limit: 5 }),
    endpointMetrics(connection, endpoint, { from: to - hour, to }),
    deploymentContents(connection, endpoint, deployment),
  ])
  const series = metrics.series.find((one) => isSameName(one.deployment, deployment))
  const resolved = contents.environment?.installed
  return {
    context: { deploymentNames, measured: measuredFrom(operations, series?.points ?? []) },
    ...(resolved === undefined ? {} : { resolved }),
  }
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
