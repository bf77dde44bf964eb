/** What every way of running a model must offer. Implemented by process/ (real) and fake/ (scale and speed tests). */
import type { Explanation, LogSource } from '@/lib/contract/scorepoint'

/** Everything needed to start one instance; written to disk whole, so a later agent can adopt it. */
export interface InstanceSpec {
  /** Unique and file-name safe: `<endpoint>.<deployment>.<generation>.<index>`. The same id never runs twice. */
  id: string
  endpoint: string
  deployment: string
  generation: number
  index: number
  /** Folder with `azureml-models/<name>/<version>/…` and `<code folder>/…`, filled by stageArtifacts. */
  instanceDir: string
  /** Absolute; becomes AZUREML_MODEL_DIR. Absent when the deployment has no model. */
  modelDir?: string
  /** Absolute; AML_APP_ROOT: folder that holds the scoring script. */
  appRoot: string
  /** File name of the scoring script (AZUREML_ENTRY_SCRIPT). */
  entryScript: string
  /** Interpreter of the built environment. */
  python: string
  /** User variables; win over the platform's. */
  environmentVariables: Record<string, string>
  requestTimeoutMs: number
  /** Threads and the memory watchdog follow the instance type; absent = the host's. */
  cores?: number
  memoryBytes?: number
  /** Inference-server log, appended to by the worker itself (O_APPEND), kept after death. */
  logFile: string
}

/** Where the router reaches the instance. */
export interface InstanceAddress {
  socketPath?: string
  host?: string
  port?: number
}

/** What can be known about an instance at a glance; `gone` = no process and no exit record. */
export type InstanceObservation =
  | {
      state: 'running'
      pid: number
      startedAt: string
      address: InstanceAddress
      memoryBytes?: number
      /** For people: which way of starting was taken, and why not the quicker one. */
      how?: string
    }
  | { state: 'exited'; exitCode: number | null; signal: string | null; at: string; reason?: string }
  | { state: 'gone' }

export interface Runtime {
  readonly kind: 'process' | 'docker' | 'fake'
  /** How often to look when nothing was told; absent = each second. */
  readonly lookEveryMs?: number
  /** Idempotent by spec.id: an instance that already runs is adopted, never doubled. */
  start(spec: InstanceSpec): Promise<InstanceAddress>
  /** Level-triggered look; cheap (called each second and on exit events). */
  observe(id: string): Promise<InstanceObservation>
  /** One whole readiness request (`GET /`), true on 200. Never leaves a silent connection open. */
  probe(id: string, timeoutMs: number): Promise<boolean>
  /** TERM, then KILL after graceMs; removes socket and group; resolves when nothing of it is left. */
  stop(id: string, graceMs: number): Promise<void>
  /** Removes instanceDir and records (not the log). The instance must be stopped. */
  remove(id: string): Promise<void>
  /** Everything of ours that exists, for adoption and orphan removal. */
  list(): Promise<{ id: string; observation: InstanceObservation }[]>
  /** Called at once when an instance ends, when that can be known; observe() stays the truth. */
  onExit(listener: (id: string) => void): void
  /** Reads the kept log and exit record and names the cause. */
  explain(spec: InstanceSpec): Promise<Explanation>
}

/** Writes `YYYY-MM-DD HH:MM:SS,mmm L [scorepoint] message` lines (UTC) to one log file of a deployment. */
export interface LogWriter {
  readonly source: LogSource
  info(message: string): void
  warning(message: string): void
  error(message: string): void
  /** A line of a child process, verbatim. */
  raw(line: string): void
}
