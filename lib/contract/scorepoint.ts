/**
 * What the agent says beside ARM, under `/_scorepoint/`: the parts Azure has no words for
 * (phases, health, observed traffic, merged logs, doctor). The studio reads exactly these shapes.
 */
import type { Problem } from '@/lib/problems/problem'

export type ProvisioningState = 'Creating' | 'Updating' | 'Scaling' | 'Deleting' | 'Succeeded' | 'Failed' | 'Canceled'
export type Health = 'Healthy' | 'Starting' | 'Unhealthy' | 'Stopped' | 'Unknown'

/** DESIGN §4: the steps a deployment operation walks, in this order. */
export const phaseNames = [
  'Validate',
  'ResolveEnvironment',
  'BuildEnvironment',
  'StageArtifacts',
  'StartInstances',
  'WaitReady',
  'Publish',
] as const
export type PhaseName = (typeof phaseNames)[number]
export type PhaseState = 'pending' | 'running' | 'succeeded' | 'failed' | 'canceled' | 'skipped'

export interface Phase {
  name: PhaseName
  state: PhaseState
  /** ISO 8601. */
  startedAt?: string
  endedAt?: string
  /** One short line in English, e.g. `conda.yaml → Python 3.11, 14 packages`. */
  message?: string
  /** The newest log line while the phase runs. */
  liveLine?: string
}

/** Why an instance or operation failed (lib/domain/explain). */
export interface Explanation {
  /** Azure-style code: UserScriptInitFailed, ResourceNotReady, ImageBuildFailure, BadArgument, … */
  code: string
  /** Stable id of the rule that matched, or `unknown`. */
  rule: string
  /** One sentence: what happened. */
  cause: string
  /** One sentence: what to do. */
  fix: string
  /** The line of the log that decides, verbatim. */
  decisiveLine?: string
  file?: string
  line?: number
  exitCode?: number | null
  signal?: string | null
}

/** A recorded difference between what the file asks for and what runs here (DESIGN §5, Python rule). */
export interface Deviation {
  id: string
  message: string
}

export type OperationKind = 'create' | 'update' | 'scale' | 'delete' | 'regenerateKeys' | 'stop' | 'start' | 'restart'

export interface OperationView {
  id: string
  kind: OperationKind
  endpoint: string
  deployment?: string
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled'
  startedAt: string
  endedAt?: string
  phases: Phase[]
  problem?: Problem
  explanation?: Explanation
  cancellable: boolean
  /** Median of earlier durations with this environment, when known. */
  usualMs?: number
}

export interface InstanceView {
  id: string
  state: 'Pending' | 'Starting' | 'Ready' | 'Unready' | 'Draining' | 'Stopped' | 'Crashed' | 'Backoff' | 'Failed'
  startedAt?: string
  restarts: number
  pid?: number
  lastExit?: { code: number | null; signal: string | null; at: string; reason?: string }
  memoryBytes?: number
}

/** Requests counted by the router over the window; `byCode` is the status the client saw. */
export interface ObservedTraffic {
  windowSeconds: number
  total: number
  perDeployment: Record<string, { requests: number; errors: number; byCode: Record<string, number>; p50Ms?: number; p95Ms?: number }>
  /** Requests that reached no deployment (401, 404). */
  unrouted: Record<string, number>
}

export interface DeploymentStatus {
  name: string
  provisioningState: ProvisioningState
  health: Health
  /** Desired: running or stopped by the user (local capability). */
  stopped: boolean
  runtime: 'process' | 'docker' | 'fake'
  model?: string
  environment?: string
  instanceType?: string
  instanceCount: number
  readyInstances: number
  instances: InstanceView[]
  deviations: Deviation[]
  explanation?: Explanation
  problem?: Problem
  /** The newest operation, running or ended. */
  operation?: OperationView
  createdAt: string
  modifiedAt: string
}

export interface EndpointStatus {
  name: string
  description?: string
  tags: Record<string, string>
  authMode: 'Key' | 'AMLToken' | 'AADToken'
  provisioningState: ProvisioningState
  scoringUri: string
  swaggerUri: string
  traffic: Record<string, number>
  deployments: DeploymentStatus[]
  /** Last five minutes. */
  observed: ObservedTraffic
  operation?: OperationView
  createdAt: string
  modifiedAt: string
}

export interface DoctorCheck {
  id: 'agent' | 'router' | 'python' | 'uv' | 'docker' | 'disk' | 'index'
  state: 'ok' | 'warning' | 'error' | 'skipped'
  title: string
  detail: string
  fix?: string
}
export interface DoctorReport {
  checks: DoctorCheck[]
  agentVersion: string
  home: string
  cores: number
  memoryBytes: number
}

export type LogSource = 'build' | 'storage-initializer' | 'inference-server' | 'events'
export interface LogLine {
  source: LogSource
  /** Instance id for storage-initializer and inference-server. */
  instance?: string
  /** ISO 8601; inherited from the line before when the line has none. */
  time: string
  level?: 'debug' | 'info' | 'warning' | 'error'
  text: string
  /** Opaque; sent as SSE id, resumes after this line. */
  cursor: string
}
export interface LogPage {
  lines: LogLine[]
  /** Resume point behind the last line. */
  cursor: string
  /** Why a source has no lines, for the empty state (G13). */
  empty?: Partial<Record<LogSource, string>>
}

/** Sent over SSE `/_scorepoint/events`, id = seq. Clients re-read what changed. */
export interface ChangeEvent {
  seq: number
  at: string
  type: 'endpoint' | 'deployment' | 'operation' | 'instance' | 'asset' | 'router'
  endpoint?: string
  deployment?: string
  operationId?: string
  /** Kubernetes-like name for the events log: Created, Pulled, Started, Killing, BackOff, ReadinessProbeFailed, … */
  name: string
  message: string
}
