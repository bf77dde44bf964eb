/** What every way of running a model must offer. Implemented by process/ (real) and fake/ (scale and speed tests). */
import type { Explanation, LogSource } from '@/lib/contract/scorepoint'
import { hintFor } from '@/lib/problems/catalogue'
import { type Problem, ProblemError } from '@/lib/problems/problem'

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
  /** Inference-server log, appended to by the worker itself (O_APPEND) or by who follows its container, kept after death. */
  logFile: string
  /** Present for instances that are containers; paths above are then the container's. */
  container?: ContainerPart
}

/** What is known of an instance before its files are staged. */
export type InstancePlace = Pick<InstanceSpec, 'id' | 'endpoint' | 'deployment' | 'generation' | 'instanceDir' | 'container'>

export interface ContainerRoute {
  path: string
  port: number
}

/** What the Docker runtime needs beside the rest. */
export interface ContainerPart {
  /** `sha256:…` */
  imageId: string
  /** For people. */
  image: string
  /** Start command; absent = the image's own. */
  command?: string[]
  /** Folder of the interpreter that serves the user's code (AZUREML_INFERENCE_PYTHON_PATH). */
  pythonBin?: string
  routes: { liveness: ContainerRoute; readiness: ContainerRoute; scoring: ContainerRoute }
  /** Where the volume with the models is mounted; absent without a model. */
  modelsAt?: string
  /** Where the volume with the code is mounted; absent without code. */
  codeAt?: string
  /** Devices asked for, when the engine has them. */
  gpus?: number
}

/** Where the router reaches the instance. */
export interface InstanceAddress {
  socketPath?: string
  host?: string
  port?: number
  /** Number of the socket that listens there (agent/listener-identity.ts), where the system tells: the port may become somebody else's. */
  listener?: string
  /** Hostname inside the container, which answers name. */
  container?: string
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
  /** Who runs it cannot be asked now: nothing is concluded from that. */
  | { state: 'unknown'; problem: Problem }

/** What an instance uses, as last measured. */
export interface InstanceUse {
  memoryBytes: number
  /** Of one core: 150 = one and a half cores busy. */
  cpuPercent?: number
  /** Processor time so far. */
  cpuSeconds: number
}

/** Absent = readiness; they differ only where a container brings routes of its own. */
export type ProbeKind = 'readiness' | 'liveness'

/** What a start is always between (agent/reconcile/container-addresses.ts), also when the runtime itself chooses the moment. */
export interface AroundStart {
  before(): Promise<void>
  after(address: InstanceAddress): Promise<void>
}

export interface Runtime {
  readonly kind: 'process' | 'docker' | 'fake'
  /** How often to look when nothing was told; absent = each second. */
  readonly lookEveryMs?: number
  /** Idempotent by spec.id: an instance that already runs is adopted, never doubled. */
  start(spec: InstanceSpec): Promise<InstanceAddress>
  /** Level-triggered look; cheap (called each second and on exit events). */
  observe(id: string): Promise<InstanceObservation>
  /** One whole request of a probe (`GET /`, or the route of a container), true on 200. Never leaves a silent connection open. */
  probe(id: string, timeoutMs: number, kind?: ProbeKind): Promise<boolean>
  /** TERM, then KILL after graceMs; removes socket and group; resolves when nothing of it is left. */
  stop(id: string, graceMs: number): Promise<void>
  /**
   * Runs `stage`, which fills instanceDir, puts what it staged where the instance reads it, and removes instanceDir; absent where that is
   * the place. remove() must have been called. With `around` the instance may be started already while what arrived is checked: it runs when
   * this resolves, or start() starts it. When the check fails, or is aborted, nothing runs.
   * @returns what `stage` gave
   */
  deliver?(
    place: InstancePlace,
    stage: () => Promise<InstanceSpec>,
    log: LogWriter,
    signal: AbortSignal,
    around?: AroundStart,
  ): Promise<InstanceSpec>
  /** Everything is being stopped: nothing is started any more; resolves when nothing that was under way can become an instance. */
  endStarts?(): Promise<void>
  /** Removes instanceDir and records (not the log). The instance must be stopped. */
  remove(id: string): Promise<void>
  /** Everything of ours that exists, for adoption and orphan removal. */
  list(): Promise<{ id: string; observation: InstanceObservation }[]>
  /** Called at once when an instance ends, when that can be known; observe() stays the truth. */
  onExit(listener: (id: string) => void): void
  /** Reads the kept log and exit record and names the cause. */
  explain(spec: InstanceSpec): Promise<Explanation>
  /** Why nothing can be started now; undefined when all is well. */
  problem?(): Problem | undefined
  /** Told when who runs the instances is lost (their addresses may be anybody's from then on) and when it is back. */
  onAvailability?(listener: (state: 'lost' | 'back') => void): void
  /** Measured now and then, where the system's process table does not tell. */
  use?(id: string): InstanceUse | undefined
  /** What a container is called and where it listens. */
  containerOf?(id: string): { id: string; name: string; image: string; hostPort?: number } | undefined
  /** Stops watching; instances go on. */
  close?(): void
}

/** Why nothing is started any more; retryable, so that no operation is judged by it: the next agent goes on with it. */
export function stopping(): ProblemError {
  return new ProblemError(
    {
      code: 'RuntimeUnavailable',
      message: 'The agent is being stopped.',
      origin: 'agent',
      retryable: true,
      hint: hintFor('RuntimeUnavailable'),
    },
    503,
  )
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
