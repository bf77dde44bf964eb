/**
 * What the agent says beside ARM, under `/_scorepoint/`: the parts Azure has no words for
 * (phases, health, observed traffic, merged logs, doctor). The studio reads exactly these shapes.
 */
import type { DeploymentProperties } from '@/lib/contract/arm/deployment'
import type { OperationChange } from '@/lib/contract/operation-change'
import type { PhaseNote } from '@/lib/contract/phase-note'
import type { RuntimeReason } from '@/lib/contract/runtime-choice'
import type { Problem } from '@/lib/problems/problem'

export type ProvisioningState = 'Creating' | 'Updating' | 'Scaling' | 'Deleting' | 'Succeeded' | 'Failed' | 'Canceled'
export type Health = 'Healthy' | 'Starting' | 'Unhealthy' | 'Stopped' | 'Unknown'

/** The steps a deployment operation walks, in this order. */
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
  /** The same as codes and values, to be said in other languages; absent when the message has none (a failure, an older agent). */
  notes?: PhaseNote[]
  /** The newest log line while the phase runs. */
  liveLine?: string
  /** Steps of an image build, in the order of the Dockerfile. */
  steps?: BuildStep[]
  /** What this phase decided differently from what the file asks for. */
  deviations?: Deviation[]
}

/** One step of an image build: an instruction of the Dockerfile, or what the builder does around them. */
export interface BuildStep {
  /** As the builder says it: `[2/5] RUN conda env create …`. */
  name: string
  /** ISO 8601; absent while it waits. */
  startedAt?: string
  endedAt?: string
  /** Taken from the build cache. */
  cached?: boolean
  /** The builder's sentence when the step failed. */
  error?: string
  /** 1-based line of the Dockerfile, for its instructions. */
  line?: number
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

/** A recorded difference between what the file asks for and what runs here. */
export interface Deviation {
  id: string
  message: string
}

export type OperationKind = 'create' | 'update' | 'scale' | 'delete' | 'regenerateKeys' | 'stop' | 'start' | 'restart'

/** What an update of an endpoint was about; the split when it changes more than one of them. */
export type EndpointChange = 'split' | 'mirror' | 'settings'

export const operationKinds = [
  'create',
  'update',
  'scale',
  'delete',
  'regenerateKeys',
  'stop',
  'start',
  'restart',
] as const satisfies readonly OperationKind[]
export const operationStatuses = ['InProgress', 'Succeeded', 'Failed', 'Canceled'] as const satisfies readonly OperationView['status'][]

export interface OperationView {
  id: string
  /** Order of acceptance; pages of older operations begin before one of these numbers. */
  seq?: number
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
  /** What the request changed, value by value; absent for operations of an older agent and for those that change nothing. */
  changes?: OperationChange[]
  /** Recorded with the operation, so that they are known after the deployment is gone. */
  deviations?: Deviation[]
  /** Name of the environment's folder; equal for deployments that share it. */
  environmentHash?: string
  /** While it runs: median of earlier durations with this environment, when known. */
  usualMs?: number
}

export interface InstanceView {
  id: string
  state: 'Pending' | 'Starting' | 'Ready' | 'Unready' | 'Draining' | 'Stopped' | 'Crashed' | 'Backoff' | 'Failed'
  /** Of the deployment's definition; a higher one is newer. While an update rolls, instances of two serve. */
  generation?: number
  startedAt?: string
  restarts: number
  pid?: number
  lastExit?: { code: number | null; signal: string | null; at: string; reason?: string }
  memoryBytes?: number
  /** What the instance type allows; absent = the whole computer. */
  memoryLimitBytes?: number
  /** Of one core, over the last seconds: 150 = one and a half cores busy. */
  cpuPercent?: number
  /** Cores of the instance type; absent = the whole computer. */
  cores?: number
  /** Of the Docker runtime. `hostPort` is the loopback port of this start, where scoring requests go. */
  container?: { id: string; name: string; image: string; hostPort?: number }
}

/** Requests counted by the router over the window; `byCode` is the status the client saw. */
export interface ObservedTraffic {
  windowSeconds: number
  total: number
  perDeployment: Record<string, { requests: number; errors: number; byCode: Record<string, number>; p50Ms?: number; p95Ms?: number }>
  /** Requests that reached no deployment (401, 404). */
  unrouted: Record<string, number>
  /** Copies of those requests, by the deployment they were mirrored to; in none of the numbers above. Absent when there were none. */
  mirrored?: Record<string, ObservedMirror>
}
export interface ObservedMirror {
  sent: number
  /** Not sent: the target was busy or could not be reached, the body was too large, or too much waited already. */
  dropped: number
  /** By reason; the words of the router (agent/router/counters). */
  droppedBy: Record<string, number>
  /** Of the sent ones, not answered with 2xx. */
  failed: number
  byCode: Record<string, number>
  p50Ms?: number
  p95Ms?: number
}

/** The part of a stored deployment that says how it is served; ARM shapes, durations in ISO 8601. */
export type DeploymentSettings = Partial<
  Pick<
    DeploymentProperties,
    | 'requestSettings'
    | 'livenessProbe'
    | 'readinessProbe'
    | 'environmentVariables'
    | 'appInsightsEnabled'
    | 'egressPublicNetworkAccess'
    | 'privateNetworkConnection'
    | 'dataCollector'
    | 'scaleSettings'
    | 'endpointComputeType'
  >
>
/** A deployment whose instance runs under a debugger: time limits and probes are paused. */
export interface DebuggingView {
  /** Loopback port debugpy listens on; absent until the instance is being started. */
  port?: number
  /** init() runs only once a debugger is attached. */
  waitsForClient: boolean
  /** Folder of the code as the instance sees it. */
  codeRoot?: string
}

export interface DeploymentStatus {
  name: string
  provisioningState: ProvisioningState
  health: Health
  /** Desired: running or stopped by the user (local capability). */
  stopped: boolean
  runtime: 'process' | 'docker' | 'fake'
  /** What decided for that runtime; absent while it is not known, and for the fake one. */
  runtimeReason?: RuntimeReason
  model?: string
  environment?: string
  instanceType?: string
  instanceCount: number
  readyInstances: number
  instances: InstanceView[]
  deviations: Deviation[]
  /** What the newest definition sets, as stored; not in lists. */
  settings?: DeploymentSettings
  debugging?: DebuggingView
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
  /** Served as a Kubernetes endpoint, on a compute that is simulated; absent for managed ones. */
  kubernetes?: { compute: string }
  /** At most one deployment and its percent; absent without mirrored traffic. */
  mirrorTraffic?: Record<string, number>
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
  /** Commands that mend it, one a line of a terminal. */
  commands?: string[]
}
export interface DoctorReport {
  checks: DoctorCheck[]
  agentVersion: string
  home: string
  cores: number
  memoryBytes: number
}

export type LogSource = 'build' | 'storage-initializer' | 'inference-server' | 'events'
export type LogLevel = 'debug' | 'info' | 'warning' | 'error'

/** One line as a log view shows it. */
export interface LogRow {
  /** Number in its view, counted from the first line ever; stays the same while the view's `epoch` does, unless `renumberedFrom` says otherwise. */
  number: number
  /** `<file>@<byte offset>`: the same line after restarts, under every filter; what a link to a line carries. */
  id: string
  source: LogSource
  /** Instance id for storage-initializer and inference-server. */
  instance?: string
  /** ISO 8601; inherited from the line before when the line has none. */
  time: string
  /** Of the line, or of the entry it continues. */
  level?: LogLevel
  /** Without control characters other than tab and colour (SGR) sequences; at most 4,000 characters unless the whole line was asked for. */
  text: string
  /** Characters of `text` that repeat the time: 24 for lines of the inference server, else absent. */
  stamp?: number
  /** The line belongs to the entry above it (a traceback, the rest of a message). */
  continues?: true
  /** On the first line of an entry: how many lines continue it. */
  lines?: number
  /** Bytes of the line that are not in `text`. */
  cutBytes?: number
  /** Bytes of the log before this line that were dropped because lines came faster than they could be set aside. */
  skippedBytes?: number
  /** Matches of the search in `text` without its colour sequences, as UTF-16 positions `[from, to)`. */
  marks?: [number, number][]
}

/** A numbered selection of the merged log; answered by `logs`, then sent again by `logs/follow` whenever it changed. */
export interface LogView {
  /** Numbers of two answers may be compared only while this is the same. */
  epoch: string
  /** Number of the first line that is kept; lines before it were dropped to bound the disk. */
  start: number
  /** Number behind the last line. */
  end: number
  /** Counts the changes of numbers that were given before (a late line was inserted). */
  revision: number
  /** Lines from this number on may stand elsewhere than when the caller's `revision` was current. */
  renumberedFrom?: number
  /** Lines per source under the other filters, whether the source is chosen or not. */
  counts: Record<LogSource, number>
  /** Every instance that has a log, oldest first. */
  instances: string[]
  /** ISO 8601 of the first and last line of the view. */
  firstTime?: string
  lastTime?: string
  /** Why a source has no lines, for the empty state (G13). */
  notes: Partial<Record<LogSource, string>>
  /** The newest finished run of the storage initializer, which ends before the server starts. */
  initializer?: { endedAt: string; took: string }
  /** Number of the line that `anchor` named, or of the next one in time when it is filtered away. */
  anchor?: number
  /** The last lines, or those around the anchor. */
  rows: LogRow[]
}

/** Parts of a search that goes from the newest line to the oldest. */
export interface LogSearchPart {
  epoch: string
  /** Ascending numbers of lines with a match. */
  numbers: number[]
  /** Lines searched so far, and the time of the oldest of them. */
  searched: number
  backTo?: string
  /** Matching lines so far, also those beyond the limit of `numbers`. */
  found: number
  done: boolean
}

/** What the inference server wrote while it worked on one request. */
export interface RequestLog {
  /** How the lines were found: by the id in the server's access line, or by instance and time when the server never finished it. */
  by: 'request-id' | 'time' | 'none'
  instance?: string
  rows: LogRow[]
  /** The traceback alone, when there is one. */
  traceback?: string
  /** One sentence when there are no rows. */
  reason?: string
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
