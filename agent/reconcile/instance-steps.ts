/** The steps in the life of one instance. Each is repeatable: intent is committed first, the act has a fixed name, the outcome is committed last. */
import { join } from 'node:path'
import { debuggingOf, debugLimitMs, setDebugging } from '@/agent/control/debugging'
import { requestSettingsWithDefaults } from '@/agent/control/normalise'
import { durationMs } from '@/agent/control/routing'
import { ensureDebugpy, freeLoopbackPort } from '@/agent/environments/debug-tools'
import type { StagedArtifacts } from '@/agent/environments/environment'
import { journaled } from '@/agent/failpoints'
import { currentPhase, problemOf } from '@/agent/operations'
import { dropTakenPort, settleAddresses } from '@/agent/reconcile/container-addresses'
import { containerPart } from '@/agent/reconcile/container-part'
import { announce, deploymentLog, environmentsOf, type ReconcileContext, StepAborted } from '@/agent/reconcile/context'
import { deploymentLogDirectory, logFileName } from '@/agent/reconcile/deployment-log'
import { backoffMs, handleExit, isAwaited } from '@/agent/reconcile/instance-exit'
import { followNewestLine, openLiveLine } from '@/agent/reconcile/live-line'
import { failOperation } from '@/agent/reconcile/operation-steps'
import { isServing } from '@/agent/reconcile/rounds'
import { type ReadinessRule, readinessRule, waitReady } from '@/agent/reconcile/wait-ready'
import type { InstanceAddress, InstanceSpec, LogWriter } from '@/agent/runtimes/runtime'
import type { DeploymentRecord, InstanceRecord, OperationRecord, ResolvedRevision, RevisionRecord } from '@/agent/store/records'
import type { PhaseNote } from '@/lib/contract/phase-note'
import { phaseText, startNote } from '@/lib/domain/phase-notes/phase-notes'
import { skuOf } from '@/lib/domain/skus/skus'
import { ProblemError } from '@/lib/problems/problem'

/** `<endpoint>.<deployment>.<generation>.<attempt>`, file-name safe because names are. */
export function instanceId(deployment: DeploymentRecord, generation: number, index: number): string {
  return `${deployment.endpointKey}.${deployment.deploymentKey}.${generation}.${index}`
}

function runtimeKind(context: ReconcileContext, deployment: DeploymentRecord, generation: number): InstanceRecord['runtime'] {
  return context.store.resources.revision(deployment.uid, generation)?.resolved?.runtime?.kind
}

/** Commits the intent to run one more instance. */
export function createInstance(context: ReconcileContext, deployment: DeploymentRecord, generation: number, slot: number): void {
  journaled('instance-intent', () =>
    context.store.note(() => {
      const index = context.store.instances.lastIndex(deployment.uid, generation) + 1
      const id = instanceId(deployment, generation, index)
      context.store.instances.save({
        id,
        deploymentUid: deployment.uid,
        generation,
        index,
        slot,
        state: 'Pending',
        published: false,
        restarts: 0,
        runtime: runtimeKind(context, deployment, generation),
      })
      announce(context, deployment, 'Created', `instance ${id}`)
    }),
  )
}

/** The operation that waits for this instance, if one does. */
export function operationFor(
  context: ReconcileContext,
  deployment: DeploymentRecord,
  instance: InstanceRecord,
): OperationRecord | undefined {
  const operation = context.store.operations.runningOn(deployment.uid)
  return operation && isAwaited(operation, deployment, instance) ? operation : undefined
}

function buildSpec(context: ReconcileContext, deployment: DeploymentRecord, instance: InstanceRecord, revision: RevisionRecord) {
  const { properties } = revision.spec
  const size = properties.instanceType ? skuOf(properties.instanceType) : undefined
  const variables = Object.entries(properties.environmentVariables ?? {}).filter((entry): entry is [string, string] => entry[1] !== null)
  const environmentVariables: Record<string, string> = {
    ...(revision.resolved?.mlflow === undefined ? {} : { MLFLOW_MODEL_FOLDER: revision.resolved.mlflow.folder }),
    ...Object.fromEntries(variables),
  }
  return {
    id: instance.id,
    endpoint: context.store.resources.endpointByUid(deployment.endpointUid)?.name ?? deployment.endpointKey,
    deployment: deployment.name,
    generation: instance.generation,
    index: instance.index,
    instanceDir: join(context.layout.instances, instance.id),
    environmentVariables,
    requestTimeoutMs: durationMs(requestSettingsWithDefaults(properties.requestSettings).requestTimeout, 5000),
    cores: size?.cores,
    memoryBytes: size ? size.memoryGib * 1024 ** 3 : undefined,
    logFile: join(
      deploymentLogDirectory(context.layout, deployment.endpointKey, deployment.deploymentKey),
      logFileName('inference-server', instance.id),
    ),
  }
}

/** Storage initializer: fills the instance folder and writes down everything needed to start. */
export async function stageInstance(
  context: ReconcileContext,
  deployment: DeploymentRecord,
  instance: InstanceRecord,
  signal: AbortSignal,
): Promise<void> {
  const revision = context.store.resources.revision(deployment.uid, instance.generation)
  const resolved = revision?.resolved
  if (!revision || !resolved?.resolvedEnvironment || !resolved.environment)
    throw new Error(`generation ${instance.generation} of ${deployment.name} is not resolved`)
  const waiting = operationFor(context, deployment, instance)
  const live = waiting && openLiveLine(context, waiting.id, 'StageArtifacts')
  const log = deploymentLog(context, deployment, 'storage-initializer', { instance: instance.id, onLine: live?.note })
  try {
    await context.runtime.remove(instance.id)
    const partial = buildSpec(context, deployment, instance, revision)
    const buildLog = deploymentLog(context, deployment, 'build')
    const environment = await environmentsOf(context, resolved).build(resolved.resolvedEnvironment, buildLog, signal, resolved.environment)
    const container = environment.kind === 'image' ? containerPart(revision, resolved.resolvedEnvironment, environment) : undefined
    let notes: PhaseNote[] = []
    const stage = async (): Promise<InstanceSpec> => {
      const staged = await context.stageArtifacts(
        {
          instanceDir: partial.instanceDir,
          model: resolved.model,
          code: resolved.code,
          mlflow: resolved.mlflow,
          ...(container === undefined ? {} : { container: { modelsAt: container.modelsAt, codeAt: container.codeAt } }),
        },
        log,
        signal,
      )
      if (signal.aborted) throw new StepAborted()
      notes = stagedNotes(staged)
      const python = environment.kind === 'image' ? '' : environment.python
      const debugVariables = await debugSetup(context, deployment, instance, resolved, { python, partial, log, signal })
      if (signal.aborted) throw new StepAborted()
      const { modelDir, appRoot, entryScript } = staged
      return { ...partial, ...debugVariables, modelDir, appRoot, entryScript, python, ...(container === undefined ? {} : { container }) }
    }
    const runtime = context.runtime.for(instance.id)
    const place = { ...partial, ...(container === undefined ? {} : { container }) }
    const around = {
      before: () => settleAddresses(context, instance),
      after: (address: InstanceAddress) => dropTakenPort(context, instance, address),
    }
    const spec = runtime.deliver ? await runtime.deliver(place, stage, log, signal, around) : await stage()
    if (signal.aborted) throw new StepAborted()
    journaled('instance-staged', () =>
      context.store.note(() => {
        context.store.instances.save({ ...instance, spec })
        if (waiting) context.operations.describePhase(waiting.id, 'StageArtifacts', notes)
        announce(context, deployment, 'Staged', `${instance.id}: ${phaseText(notes)}`)
      }),
    )
  } catch (error) {
    if (signal.aborted) throw new StepAborted()
    if (waitsForEngine(context, waiting, error)) throw error
    log.error(problemOf(error).message)
    startFailed(context, deployment, instance, { code: 'StorageInitializerFailed', error, waiting })
  } finally {
    live?.end()
  }
}

/** What an instance that is to be debugged gets besides: debugpy on its path, a port, one worker, no time limits. */
async function debugSetup(
  context: ReconcileContext,
  deployment: DeploymentRecord,
  instance: InstanceRecord,
  resolved: ResolvedRevision,
  made: { python: string; partial: ReturnType<typeof buildSpec>; log: LogWriter; signal: AbortSignal },
): Promise<Partial<InstanceSpec>> {
  const state = debuggingOf(context.store, deployment.uid, instance.generation)
  if (!state || !resolved.resolvedEnvironment || resolved.resolvedEnvironment.kind === 'image') return {}
  const { python, partial, log, signal } = made
  const { pythonVersion, pythonPath } = resolved.resolvedEnvironment
  const folder = await ensureDebugpy(context.layout, { python, pythonVersion, pythonPath }, log, signal)
  const port = await freeLoopbackPort()
  const codeRoot = resolved.code && join(partial.instanceDir, resolved.code.folderName)
  setDebugging(context.store, deployment.uid, { ...state, port, ...(codeRoot ? { codeRoot } : {}) })
  const path = partial.environmentVariables.PYTHONPATH
  return {
    requestTimeoutMs: debugLimitMs,
    environmentVariables: {
      ...partial.environmentVariables,
      PYTHONPATH: path ? `${folder}:${path}` : folder,
      WORKER_COUNT: '1',
      WORKER_TIMEOUT: '0',
      SCOREPOINT_DEBUG_PORT: String(port),
      SCOREPOINT_DEBUG_WAIT: state.waitsForClient ? '1' : '0',
    },
  }
}

/** `model 1.2 MB · code 4 files` */
function stagedNotes({ modelBytes, modelFiles, codeFiles }: StagedArtifacts): PhaseNote[] {
  const code = { code: 'stagedCode' as const, files: codeFiles }
  return modelFiles === 0 ? [code] : [{ code: 'stagedModel', bytes: modelBytes }, code]
}

/** The operation that waited for this instance when a step of it began, if it still does: the next one is not judged by what it did not begin. */
function stillWaiting(
  context: ReconcileContext,
  deployment: DeploymentRecord,
  instance: InstanceRecord,
  waiting: OperationRecord | undefined,
): OperationRecord | undefined {
  const now = operationFor(context, deployment, instance)
  return now?.id === waiting?.id ? now : undefined
}

/** A start that could not even be made: ends the operation that waited for it, or is tried again later when nobody does. */
function startFailed(
  context: ReconcileContext,
  deployment: DeploymentRecord,
  instance: InstanceRecord,
  { code, error, waiting }: { code: string; error: unknown; waiting: OperationRecord | undefined },
): void {
  const problem = error instanceof ProblemError ? error.problem : { ...problemOf(error), code, origin: 'runtime' as const }
  const operation = stillWaiting(context, deployment, instance, waiting)
  if (operation) {
    failOperation(context, deployment.uid, operation.id, problem)
    return
  }
  const delayMs = backoffMs(instance.restarts)
  journaled('instance-exit', () =>
    context.store.note(() => {
      const backoffUntil = new Date(Date.now() + delayMs).toISOString()
      context.store.instances.save({ ...instance, state: 'Backoff', backoffUntil })
      announce(context, deployment, 'BackOff', `${instance.id}: ${problem.message}`, 'error')
    }),
  )
}

export async function startInstance(context: ReconcileContext, deployment: DeploymentRecord, instance: InstanceRecord): Promise<void> {
  if (!instance.spec) throw new Error(`instance ${instance.id} is not staged`)
  const waiting = operationFor(context, deployment, instance)
  // Before it: whatever becomes of the start began then, not when it is noted.
  const askedAt = new Date().toISOString()
  try {
    const before = await context.runtime.observe(instance.id)
    await settleAddresses(context, instance)
    // An exit record under this id means it ran already, and an id never runs twice: let the exit be judged.
    const address = before.state === 'exited' ? undefined : await context.runtime.start(instance.spec)
    const observation = await context.runtime.observe(instance.id)
    await dropTakenPort(context, instance, address)
    journaled('instance-started', () =>
      context.store.note(() => {
        const startedAt = observation.state === 'running' ? observation.startedAt : askedAt
        const pid = observation.state === 'running' ? observation.pid : undefined
        const how = observation.state === 'running' ? observation.how : undefined
        context.store.instances.save({ ...instance, state: 'Starting', address, pid, startedAt })
        const operation = operationFor(context, deployment, instance)
        if (operation && how !== undefined) context.operations.describePhase(operation.id, 'StartInstances', [startNote(how)])
        const process = pid === undefined || instance.spec?.container ? '' : ` as process ${pid}`
        announce(context, deployment, 'Started', `${instance.id}${process}${how === undefined ? '' : `, ${how}`}`)
      }),
    )
  } catch (error) {
    if (waitsForEngine(context, operationFor(context, deployment, instance), error)) throw error
    startFailed(context, deployment, instance, { code: 'ContainerStartFailed', error, waiting })
  }
}

/** An engine that went away in the middle comes back, mostly: the step is tried again, and an operation waits for that so long. */
const engineAwaitedMs = 120_000

function waitsForEngine(context: ReconcileContext, operation: OperationRecord | undefined, error: unknown): boolean {
  if (!(error instanceof ProblemError) || error.problem.code !== 'RuntimeUnavailable' || !error.problem.retryable) return false
  if (!operation) return true
  const phase = currentPhase(operation)
  const since = Date.parse(phase?.startedAt ?? operation.startedAt)
  if (Date.now() - since > engineAwaitedMs) return false
  if (phase) context.store.note(() => context.operations.notePhase(operation.id, phase.name, error.problem.message))
  return true
}

/** Probes until ready, then routes it when its generation already serves. */
export async function awaitInstance(
  context: ReconcileContext,
  deployment: DeploymentRecord,
  instance: InstanceRecord,
  signal: AbortSignal,
): Promise<void> {
  const spec = context.store.resources.revision(deployment.uid, instance.generation)?.spec ?? deployment.spec
  const debugging = debuggingOf(context.store, deployment.uid, instance.generation)
  const declared = readinessRule(spec.properties)
  // init() may stand at a breakpoint, or wait for the debugger.
  const rule = debugging ? { ...declared, timeoutMs: debugLimitMs, limitMs: debugLimitMs } : declared
  const waiting = operationFor(context, deployment, instance)
  const phase = waiting && currentPhase(waiting)
  // A container may have begun to run while its volumes were read back, which takes large models long and slows its own start.
  const since = [instance.startedAt, phase?.name === 'WaitReady' ? phase.startedAt : undefined].flatMap((at) =>
    at ? [Date.parse(at)] : [],
  )
  const startedAt = since.length > 0 ? Math.max(...since) : Date.now()
  const endLive =
    waiting && instance.spec ? followNewestLine(instance.spec.logFile, openLiveLine(context, waiting.id, 'WaitReady')) : () => undefined
  const readiness = await waitReady(context.runtime, instance.id, rule, startedAt, signal).finally(endLive)
  if (readiness.result === 'aborted' || signal.aborted) throw new StepAborted()
  if (readiness.result === 'exited') return handleExit(context, deployment, instance, readiness.observation)
  if (readiness.result === 'hung') return handleHang(context, deployment, instance, rule, waiting)
  journaled('instance-ready', () =>
    context.store.note(() => {
      context.store.instances.save({ ...instance, state: 'Ready', readyAt: new Date().toISOString() })
      announce(context, deployment, 'Ready', instance.id)
    }),
  )
  const now = context.store.resources.deploymentByUid(deployment.uid)
  if (now && isServing(now, instance)) await context.routing.publish()
}

async function handleHang(
  context: ReconcileContext,
  deployment: DeploymentRecord,
  instance: InstanceRecord,
  { limitMs, limitedBy }: ReadinessRule,
  waiting: OperationRecord | undefined,
): Promise<void> {
  const seconds = Math.round(limitMs / 1000)
  announce(
    context,
    deployment,
    limitedBy === 'liveness' ? 'LivenessProbeFailed' : 'ReadinessProbeFailed',
    `${instance.id} gave no answer within ${seconds} s`,
    'error',
  )
  const operation = stillWaiting(context, deployment, instance, waiting)
  const found = instance.spec ? await context.runtime.explain(instance.spec) : undefined
  const explanation =
    found && found.rule !== 'unknown'
      ? found
      : {
          code: 'ResourceNotReady',
          rule: `${limitedBy}-limit`,
          cause: `The instance ran for ${seconds} s without answering its ${limitedBy} probe.`,
          fix: `Look for a wait or an endless loop in init(), or raise ${limitedBy}_probe.initial_delay and failure_threshold.`,
          decisiveLine: found?.decisiveLine,
        }
  if (operation) {
    const message = `${explanation.cause} ${explanation.fix}`
    failOperation(
      context,
      deployment.uid,
      operation.id,
      { code: 'ResourceNotReady', message, origin: 'runtime', retryable: true },
      explanation,
    )
    return
  }
  await context.runtime.stop(instance.id, 2000)
  const observation = await context.runtime.observe(instance.id)
  await handleExit(context, deployment, instance, observation, { reason: `no readiness within ${seconds} s` })
}

/** Puts a fresh attempt in the place of an ended instance; its log stays. */
export async function replaceInstance(context: ReconcileContext, deployment: DeploymentRecord, instance: InstanceRecord): Promise<void> {
  await context.runtime.stop(instance.id, 0)
  await context.runtime.remove(instance.id)
  journaled('instance-intent', () =>
    context.store.note(() => {
      const index = context.store.instances.lastIndex(deployment.uid, instance.generation) + 1
      const id = instanceId(deployment, instance.generation, index)
      context.store.instances.save({
        id,
        deploymentUid: deployment.uid,
        generation: instance.generation,
        index,
        slot: instance.slot,
        state: 'Pending',
        published: instance.published,
        runtime: instance.runtime,
        restarts: instance.restarts + 1,
        lastExit: instance.lastExit,
      })
      context.store.instances.remove(instance.id)
      announce(context, deployment, 'Created', `instance ${id} in place of ${instance.id}`)
    }),
  )
}
