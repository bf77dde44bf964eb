/** The steps of a deployment operation that concern no single instance: phases up to the environment, publishing, ending. */
import { rm } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { adviceNotes, type Beside } from '@/agent/control/advice'
import { occupiedEndpoints } from '@/agent/control/quota'
import { journaled } from '@/agent/failpoints'
import { currentPhase, problemOf } from '@/agent/operations'
import { adviseWhileBuilding } from '@/agent/reconcile/advise-while-building'
import { announce, deploymentLog, environmentsOf, orAborted, type ReconcileContext, StepAborted } from '@/agent/reconcile/context'
import { deploymentLogDirectory, pruneInstanceLogs } from '@/agent/reconcile/deployment-log'
import { openLiveLine } from '@/agent/reconcile/live-line'
import { openLiveSteps } from '@/agent/reconcile/live-steps'
import { resolveAssets } from '@/agent/reconcile/resolve-assets'
import type { LogWriter } from '@/agent/runtimes/runtime'
import type { DeploymentRecord, OperationRecord, ResolvedRevision, RevisionRecord } from '@/agent/store/records'
import type { PhaseNote } from '@/lib/contract/phase-note'
import type { Explanation, PhaseName } from '@/lib/contract/scorepoint'
import { hintFor } from '@/lib/problems/catalogue'
import { type Problem, ProblemError } from '@/lib/problems/problem'

export function startPhase(context: ReconcileContext, operationId: string, phase: PhaseName, notes?: PhaseNote[]): void {
  journaled('phase-start', () => context.store.note(() => context.operations.startPhase(operationId, phase, notes)))
}

export function endPhase(context: ReconcileContext, operationId: string, phase: PhaseName, notes?: PhaseNote[]): void {
  journaled('phase-end', () => context.store.note(() => context.operations.endPhase(operationId, phase, notes)))
}

function saveResolved(
  context: ReconcileContext,
  deployment: DeploymentRecord,
  operation: OperationRecord,
  resolved: ResolvedRevision,
): void {
  const revision = context.store.resources.revision(deployment.uid, operation.generation)
  if (!revision) throw new Error(`generation ${operation.generation} of ${deployment.name} has no revision`)
  // Found again from what was accepted; the commit that publishes the generation takes it to the disk with it.
  journaled('revision-resolved', () =>
    context.store.note(() => {
      context.store.resources.saveRevision({ ...revision, resolved })
      const current = context.store.operations.get(operation.id)
      if (current) context.store.operations.save({ ...current, environmentHash: resolved.resolvedEnvironment?.hash })
      const deviations = resolved.resolvedEnvironment?.deviations ?? []
      if (deviations.length > 0) context.operations.recordDeviations(operation.id, 'ResolveEnvironment', deviations)
    }),
  )
}

type EnvironmentPhase = 'Validate' | 'ResolveEnvironment' | 'BuildEnvironment'

/** The phases up to the environment, one after the other, from `first` on. Repeatable; each is judged by what the journal says then. */
export async function runPhases(context: ReconcileContext, uid: string, first: EnvironmentPhase, signal: AbortSignal): Promise<void> {
  for (let phase: PhaseName | undefined = first; phase !== undefined && isEnvironmentPhase(phase); ) {
    const deployment = context.store.resources.deploymentByUid(uid)
    const operation = context.store.operations.runningOn(uid)
    if (!deployment || deployment.state === 'Deleting' || !operation || operation.cancelRequested) return
    if (currentPhase(operation)?.name !== phase) return
    await runPhase(context, deployment, operation, phase, signal)
    const after = context.store.operations.runningOn(uid)
    const next: PhaseName | undefined = after && currentPhase(after)?.name
    phase = next === phase ? undefined : next
  }
}

const isEnvironmentPhase = (phase: PhaseName): phase is EnvironmentPhase =>
  phase === 'Validate' || phase === 'ResolveEnvironment' || phase === 'BuildEnvironment'

/** A refusal ends the operation as Failed. */
async function runPhase(
  context: ReconcileContext,
  deployment: DeploymentRecord,
  operation: OperationRecord,
  phase: EnvironmentPhase,
  signal: AbortSignal,
): Promise<void> {
  startPhase(context, operation.id, phase)
  try {
    const notes = await phaseWork(context, deployment, operation, phase, signal)
    if (signal.aborted) throw new StepAborted()
    endPhase(context, operation.id, phase, notes)
  } catch (error) {
    if (signal.aborted) throw new StepAborted()
    if (!(error instanceof ProblemError)) context.log.error({ err: error, operation: operation.id, phase }, 'phase failed unexpectedly')
    failOperation(context, deployment.uid, operation.id, problemOf(error))
  }
}

/** What there was before this deployment. */
function besideNew({ store }: ReconcileContext, { endpointKey, name }: DeploymentRecord): Beside {
  const others = store.resources.deploymentsOf(endpointKey).filter((one) => one.name !== name)
  const occupied = occupiedEndpoints(store).map((one) =>
    one.name.toLowerCase() === endpointKey ? { ...one, deployments: others.length } : one,
  )
  return { occupied, deploymentNames: others.map((one) => one.name) }
}

async function phaseWork(
  context: ReconcileContext,
  deployment: DeploymentRecord,
  operation: OperationRecord,
  phase: EnvironmentPhase,
  signal: AbortSignal,
): Promise<PhaseNote[]> {
  const revision = context.store.resources.revision(deployment.uid, operation.generation)
  if (!revision) throw new Error(`generation ${operation.generation} of ${deployment.name} has no revision`)
  if (phase === 'Validate') {
    const { resolved, notes } = resolveAssets(context, revision.spec)
    saveResolved(context, deployment, operation, resolved)
    return [...notes, ...adviceNotes(revision.spec, operation.endpoint, operation.created ? besideNew(context, deployment) : undefined)]
  }
  const live = openLiveLine(context, operation.id, phase)
  const log = deploymentLog(context, deployment, 'build', { onLine: live.note })
  try {
    return await environmentPhase(context, deployment, operation, revision, phase, log, signal)
  } finally {
    live.end()
  }
}

async function environmentPhase(
  context: ReconcileContext,
  deployment: DeploymentRecord,
  operation: OperationRecord,
  revision: RevisionRecord,
  phase: 'ResolveEnvironment' | 'BuildEnvironment',
  log: LogWriter,
  signal: AbortSignal,
): Promise<PhaseNote[]> {
  const known = revision.resolved
  if (!known?.environment) throw new Error('Validate left no environment')
  if (phase === 'ResolveEnvironment') {
    // New code or another model in the same environment: what serves now has been resolved.
    const serving =
      operation.kind === 'update' ? context.store.resources.revision(deployment.uid, deployment.observedGeneration) : undefined
    const isSame =
      isDeepStrictEqual(serving?.resolved?.environment, known.environment) && isDeepStrictEqual(serving?.resolved?.runtime, known.runtime)
    const settled = isSame ? serving?.resolved?.resolvedEnvironment : undefined
    // Resolving may fetch an interpreter and takes no signal; a cancelled operation does not wait for it.
    const resolvedEnvironment = settled ?? (await orAborted(environmentsOf(context, known).resolve(known.environment, log), signal))
    saveResolved(context, deployment, operation, { ...known, resolvedEnvironment })
    const { note, summary } = resolvedEnvironment
    if (note) return [settled ? { ...note, same: true } : note]
    // Resolved by an agent that kept the sentence alone.
    return [{ code: 'text', text: settled ? `unchanged: ${summary}` : summary }]
  }
  if (!known.resolvedEnvironment) throw new Error('ResolveEnvironment left no result')
  const steps = openLiveSteps(context, operation.id, phase)
  const advice = adviseWhileBuilding(context, deployment, operation, revision)
  try {
    const built = await environmentsOf(context, known).build(known.resolvedEnvironment, log, signal, known.environment, {
      steps: steps.note,
    })
    const environment = known.resolvedEnvironment.hash.slice(0, 12)
    const ms = Math.round(built.ms)
    return [built.reused ? { code: 'reused', environment, ms } : { code: 'built', ms }, ...advice.end()]
  } finally {
    steps.end()
    advice.end()
  }
}

/** Ends the operation and the deployment's transition as Succeeded. */
export function finish(context: ReconcileContext, deploymentUid: string, operationId: string): void {
  journaled('operation-end', () =>
    context.store.commit(() => {
      context.operations.finish(operationId, 'Succeeded')
      const current = context.store.resources.deploymentByUid(deploymentUid)
      if (!current || current.state === 'Deleting') return
      // Stopping says nothing about a failed update that went before.
      const isStop = context.store.operations.get(operationId)?.kind === 'stop'
      if (!isStop) {
        const modifiedAt = new Date().toISOString()
        context.store.resources.saveDeployment({ ...current, state: 'Succeeded', problem: undefined, explanation: undefined, modifiedAt })
      }
      context.store.resources.keepRevisions(current.uid, current.generation, current.observedGeneration)
      announce(
        context,
        current,
        'Succeeded',
        current.stopped ? 'stopped' : `generation ${current.observedGeneration} serves with ${current.replicas} instance(s)`,
      )
    }),
  )
}

/** Ends the operation as Failed. The generation that served before goes on; logs and exit records stay until the next change. */
export function failOperation(
  context: ReconcileContext,
  deploymentUid: string,
  operationId: string,
  cause: Problem,
  explanation?: Explanation,
): void {
  // An explanation carries its own, more exact advice.
  const problem = explanation || cause.hint ? cause : { ...cause, hint: hintFor(cause.code) }
  journaled('operation-fail', () =>
    context.store.commit(() => {
      const operation = context.store.operations.get(operationId)
      if (operation?.status !== 'InProgress') return
      context.operations.finish(operationId, 'Failed', { problem, explanation })
      const current = context.store.resources.deploymentByUid(deploymentUid)
      if (!current || current.state === 'Deleting') return
      context.store.resources.saveDeployment({ ...current, state: 'Failed', problem, explanation, modifiedAt: new Date().toISOString() })
      announce(context, current, 'Failed', `${problem.code}: ${problem.message}`, 'error')
    }),
  )
}

/** Ends a cancelled operation; instances of its generation are retired by the next decision. */
export function cancel(context: ReconcileContext, deployment: DeploymentRecord, operation: OperationRecord): void {
  journaled('operation-cancel', () =>
    context.store.commit(() => {
      context.operations.finish(operation.id, 'Canceled', {
        problem: { code: 'OperationCanceled', message: 'The operation was canceled.', origin: 'input', retryable: true },
      })
      const current = context.store.resources.deploymentByUid(deployment.uid)
      if (!current || current.state === 'Deleting') return
      context.store.resources.saveDeployment({ ...current, state: 'Canceled', modifiedAt: new Date().toISOString() })
      announce(context, current, 'Canceled', `${operation.kind} was canceled`, 'warning')
    }),
  )
}

/** Last step of a deletion: nothing runs any more, so logs and the record go, then the operation succeeds. */
export async function removeDeployment(context: ReconcileContext, deployment: DeploymentRecord): Promise<void> {
  await context.routing.publish()
  await rm(deploymentLogDirectory(context.layout, deployment.endpointKey, deployment.deploymentKey), { recursive: true, force: true })
  const endpoint = context.store.resources.endpointByUid(deployment.endpointUid)
  journaled('deployment-removed', () =>
    context.store.commit(() => {
      const operation = context.store.operations.runningOn(deployment.uid)
      context.store.resources.remove(deployment.uid)
      if (operation) context.operations.finish(operation.id, 'Succeeded')
      context.store.emit({
        type: 'deployment',
        endpoint: endpoint?.name ?? deployment.endpointKey,
        deployment: deployment.name,
        name: 'Deleted',
        message: `Deployment ${deployment.name} was deleted`,
      })
    }),
  )
}

/** Removes logs of long-gone instances. */
export function pruneLogs(context: ReconcileContext, deployment: DeploymentRecord): void {
  pruneInstanceLogs(deploymentLogDirectory(context.layout, deployment.endpointKey, deployment.deploymentKey))
}
