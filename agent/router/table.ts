/** The routing table: one immutable value the agent makes, the router swaps in one assignment and keeps on disk. */
import type { MirrorDropReason } from '@/agent/router/counters'

export interface RoutedInstance {
  id: string
  socketPath?: string
  host?: string
  port?: number
  /** Who must be listening on the port; nothing is sent to anybody else. */
  listener?: string
  /** Hostname of the container, for the answer's header. */
  container?: string
}
export interface RoutedDeployment {
  name: string
  requestTimeoutMs: number
  maxConcurrentRequestsPerInstance: number
  maxQueueWaitMs: number
  /** Which status codes callers get; absent = those of managed endpoints. */
  codes?: 'kubernetes'
  /** Path on the worker: `/score`. */
  scoringPath: string
  /** Ready instances only. Empty = 503. */
  instances: RoutedInstance[]
}
export interface RoutedEndpoint {
  name: string
  /** Immutable id of this endpoint's life; counters of a deleted namesake never mix in. */
  uid: string
  authMode: 'Key' | 'AMLToken' | 'AADToken'
  /** SHA-256 hex of each valid key; empty with tokens. */
  keyHashes: string[]
  /** With tokens: the Ed25519 public key that checks them, base64url. */
  tokenKey?: string
  /** Whole percents, sum 0 or 100. */
  traffic: Record<string, number>
  /** Copies this whole percentage of the weighted requests to one deployment of `deployments` without live traffic; absent = none. */
  mirror?: { deployment: string; percent: number }
  /** By lower-cased name. */
  deployments: Record<string, RoutedDeployment>
}
export interface RoutingTable {
  version: number
  /** By lower-cased name. */
  endpoints: Record<string, RoutedEndpoint>
}

/** Cumulative since the endpoint's uid was first routed; kept over router restarts. */
export interface DeploymentCounters {
  requests: number
  byCode: Record<string, number>
  inFlight: number
  queued: number
  /** Upper bounds in ms and counts, for percentiles. */
  latencyMs: { bounds: number[]; counts: number[] }
  /** Copies of other deployments' requests; none of the values above counts them. Absent when there never were any. */
  mirrored?: MirroredCounters
}
/** Requests of the endpoint that were copied to a deployment; nobody saw the answers. */
export interface MirroredCounters {
  sent: number
  dropped: Record<MirrorDropReason, number>
  /** Sent and answered (or given up), as a client would have seen it. */
  byCode: Record<string, number>
  inFlight: number
  latencyMs: DeploymentCounters['latencyMs']
}
export interface RouterReport {
  /** Only what changed since the report before on the same stream; the rest stands as it was said. */
  partial?: true
  pid: number
  startedAt: string
  tableVersion: number
  /** endpoint uid → deployment → counters. */
  endpoints: Record<string, { deployments: Record<string, DeploymentCounters>; unrouted: Record<string, number> }>
  /** instance id → requests running now, for drain. */
  instances: Record<string, number>
  /** instance id → requests it has answered whole since this router first routed it: a sign of life. Routers of an older version do not say it. */
  completed?: Record<string, number>
}
/**
 * Control API on the Unix socket run/router.sock (0600):
 *   PUT /table   body RoutingTable → 200 {"version":n} once live; 400 {"message"} when refused (the old one stays)
 *   GET /report  → RouterReport
 *   GET /watch   → newline-delimited RouterReport, one at once and then at most every 250 ms when something changed, every 1 s otherwise;
 *                  with ?partial=1 whole ones only at first and after a new table
 *   GET /health  → {"status":"ok"}
 */
export type RouterControlPath = '/table' | '/report' | '/watch' | '/health'
