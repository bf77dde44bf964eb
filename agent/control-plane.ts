/** What the ARM routes need from state and reconcile: the border between agent/routes and agent/{store,operations,reconcile}. */

import type { Computes } from '@/agent/control/computes'
import type { Quota } from '@/agent/control/quota'
import type { EnvironmentRequest } from '@/agent/environments/environment'
import type { RouterReport } from '@/agent/router/table'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { Endpoint, EndpointToken } from '@/lib/contract/arm/endpoint'
import type { DeploymentContents } from '@/lib/contract/contents'
import type { EndpointMetrics } from '@/lib/contract/metrics'
import type { ChangeEvent, EndpointStatus, OperationView } from '@/lib/contract/scorepoint'
import type { Problem } from '@/lib/problems/problem'

export interface WriteContext {
  /** x-ms-client-request-id: same id + same body → same operation; same id + other body → 409. */
  clientRequestId?: string
  requestId: string
  /** As the caller wrote it; named in what Azure says about quota. */
  subscriptionId?: string
  /** The body of a deployment before `@latest` was settled in it: what repeats of the request are compared by. */
  asSent?: Deployment
}

/** The body of GET: what was sent (unknown keys included) plus defaults and read-only fields. scoringUri and ids are filled by the routes. */
export type StoredEndpoint = Endpoint
export type StoredDeployment = Deployment

export interface Accepted<T> {
  /** 201 when created, 200 when it existed. */
  created: boolean
  resource: T
  operationId: string
}

/** Which operations; without a field all of them. */
export interface OperationFilter {
  endpoint?: string
  deployment?: string
  statuses?: readonly OperationView['status'][]
  kinds?: readonly OperationView['kind'][]
  /** Part of a name, of the kind, of the id or of what went wrong; upper and lower case alike. */
  text?: string
  /** Only operations accepted before the one with this `seq`. */
  before?: number
  limit?: number
}

/** `debug` restarts the instance below a debugger, `debug-wait` lets init() wait for one, `stop-debugging` restarts without. */
export type RunAction = 'stop' | 'start' | 'restart' | 'debug' | 'debug-wait' | 'stop-debugging'

/** All methods throw ProblemError with the ARM status (400, 404, 409, 507). Names compare case-insensitively and keep the caller's case. */
export interface ControlPlane {
  /** Attached Kubernetes computes, simulated. */
  readonly computes: Computes
  /** The simulated subscription quota. */
  readonly quota: Quota
  /** Kept until the next write: callers change copies only. */
  listEndpoints(): readonly StoredEndpoint[]
  getEndpoint(endpoint: string): StoredEndpoint
  /** What follows the endpoint's base in its scoring URI: `/score`, or the route of its containers; `/score` when it does not exist. */
  scoringPath(endpoint: string): string
  putEndpoint(endpoint: string, body: Endpoint, context: WriteContext): Accepted<StoredEndpoint>
  /** Merge-style: tags (null removes), identity, and as an older preview traffic, mirrorTraffic, publicNetworkAccess. */
  patchEndpoint(endpoint: string, body: unknown, context: WriteContext): Accepted<StoredEndpoint>
  /** undefined when it does not exist (204). */
  deleteEndpoint(endpoint: string, context: WriteContext): { operationId: string } | undefined
  listKeys(endpoint: string): { primaryKey: string; secondaryKey: string }
  /** A fresh token of an endpoint with token authentication. */
  token(endpoint: string): Promise<EndpointToken>
  /** Without a value, or with one of the present keys, a key is made. */
  regenerateKey(
    endpoint: string,
    keyType: 'Primary' | 'Secondary',
    keyValue: string | undefined,
    context: WriteContext,
  ): { operationId: string }

  listDeployments(endpoint: string): StoredDeployment[]
  getDeployment(endpoint: string, deployment: string): StoredDeployment
  putDeployment(endpoint: string, deployment: string, body: Deployment, context: WriteContext): Accepted<StoredDeployment>
  /** tags and sku.capacity only. */
  patchDeployment(endpoint: string, deployment: string, body: unknown, context: WriteContext): Accepted<StoredDeployment>
  deleteDeployment(endpoint: string, deployment: string, context: WriteContext): { operationId: string } | undefined
  /** Local capability: desired state without deleting. */
  setRunning(endpoint: string, deployment: string, action: RunAction, context: WriteContext): { operationId: string }

  operation(operationId: string): OperationView
  /** Newest first. */
  listOperations(filter: OperationFilter): OperationView[]
  cancelOperation(operationId: string): void

  statuses(): EndpointStatus[]
  /** For lists: without instances, deviations and ended phases. Of these names (in any case; unknown ones are left out), or of all. */
  summaries(names?: readonly string[]): EndpointStatus[]
  status(endpoint: string): EndpointStatus
  /** Over [from, to), Unix seconds. */
  metrics(endpoint: string, range: { from: number; to: number }): EndpointMetrics
  /** Model files, code and environment of the generation that serves. */
  contents(endpoint: string, deployment: string): DeploymentContents
  /** Undefined while no router answers. */
  routerReport(): RouterReport | undefined
  /** Why no router answers, when that is known. */
  routerProblem(): Problem | undefined

  /** Events with seq > after, oldest first. */
  eventsAfter(seq: number, limit: number): ChangeEvent[]
  /** Number of the newest event; 0 when there is none. */
  newestEvent(): number
  onEvent(listener: (event: ChangeEvent) => void): () => void
  /** Folder with build.log, events.log, and per instance `<id>.storage-initializer.log` and `<id>.inference-server.log`. */
  logDirectory(endpoint: string, deployment: string): string
}

/** Resolves the references found in `model`, `environmentId`, `codeId`. Owned by routes' asset store. */
export interface AssetResolver {
  /** path = file or folder in assets/ whose contents land below AZUREML_MODEL_DIR. Throws ResourceNotFound. */
  model(reference: string): { name: string; version: string; path: string; modelType: string; display: string; unpack?: boolean }
  /** A build context is a folder in assets/. */
  environment(reference: string): EnvironmentRequest & { display: string }
  code(reference: string): { path: string; folderName: string }
}
