import type { RouterDoor, Routing } from '@/agent/control/routing'
import type { AssetResolver } from '@/agent/control-plane'
import type { Environments, StageArtifacts } from '@/agent/environments/environment'
import type { Operations } from '@/agent/operations'
import { deploymentLogDirectory, openLog } from '@/agent/reconcile/deployment-log'
import type { LogWriter } from '@/agent/runtimes/runtime'
import { type Runtimes, runtimeOff } from '@/agent/runtimes/several-runtimes'
import type { ControlStore } from '@/agent/store/control-store'
import type { DeploymentRecord, ResolvedRevision } from '@/agent/store/records'
import type { LogSource } from '@/lib/contract/scorepoint'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'

/** Structured log of the agent itself (pino fits). */
export interface AgentLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** What every step of the reconciler works with. */
export interface ReconcileContext {
  store: ControlStore
  operations: Operations
  layout: HomeLayout
  runtime: Runtimes
  /** Folders with an interpreter, for processes. */
  environments: Environments
  /** Images, for containers; absent without a Docker runtime. */
  imageEnvironments?: Environments
  stageArtifacts: StageArtifacts
  assets: AssetResolver
  router: RouterDoor
  routing: Routing
  /** Bytes in use per instance, as last seen; each second while it runs. */
  memory: Map<string, number>
  log: AgentLog
}

/** Says what happened to a deployment: an event for clients and a line in its events.log. */
export function announce(
  context: Pick<ReconcileContext, 'store' | 'layout'>,
  deployment: DeploymentRecord,
  name: string,
  message: string,
  level: 'info' | 'warning' | 'error' = 'info',
): void {
  const endpoint = context.store.resources.endpointByUid(deployment.endpointUid)?.name ?? deployment.endpointKey
  context.store.emit({
    type: name === 'DeploymentRemoved' ? 'deployment' : 'instance',
    endpoint,
    deployment: deployment.name,
    name,
    message,
  })
  deploymentLog(context, deployment, 'events')[level](`${name}: ${message}`)
}

export function deploymentLog(
  context: Pick<ReconcileContext, 'layout'>,
  deployment: Pick<DeploymentRecord, 'endpointKey' | 'deploymentKey'>,
  source: LogSource,
  options: { instance?: string; onLine?: (text: string) => void } = {},
): LogWriter {
  return openLog(deploymentLogDirectory(context.layout, deployment.endpointKey, deployment.deploymentKey), source, options)
}

/** What makes the environments of a revision: images for containers, folders otherwise. @throws ProblemError `RuntimeUnavailable` */
export function environmentsOf(
  context: Pick<ReconcileContext, 'environments' | 'imageEnvironments'>,
  { runtime }: Pick<ResolvedRevision, 'runtime'>,
): Environments {
  if (runtime?.kind !== 'docker') return context.environments
  if (!context.imageEnvironments) throw new ProblemError(runtimeOff('docker'), 503)
  return context.imageEnvironments
}

export class StepAborted extends Error {}

/** The work's result, or StepAborted as soon as the signal is aborted (the work itself goes on unobserved). */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new StepAborted())
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** Resolves after `ms`, or at once when the signal is aborted (the caller checks it). */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(finish, ms)
    function finish(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    signal.addEventListener('abort', finish, { once: true })
  })
}
