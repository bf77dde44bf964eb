import { journaled } from '@/agent/failpoints'
import { startsInstances } from '@/agent/operations'
import { announce, type ReconcileContext } from '@/agent/reconcile/context'
import { longestBackoffMs } from '@/agent/reconcile/decide'
import { failOperation } from '@/agent/reconcile/operation-steps'
import { isServing } from '@/agent/reconcile/rounds'
import type { InstanceObservation } from '@/agent/runtimes/runtime'
import type { DeploymentRecord, InstanceRecord, OperationRecord } from '@/agent/store/records'
import type { Explanation } from '@/lib/contract/scorepoint'

const backoffResetMs = 60_000
const exitsTolerated = 3

/** 1, 2, 4 … 30 s. */
export function backoffMs(restarts: number): number {
  return Math.min(longestBackoffMs, 1000 * 2 ** Math.min(restarts, 10))
}

function exitOf(observation: InstanceObservation, reason: string | undefined): NonNullable<InstanceRecord['lastExit']> {
  if (observation.state === 'exited') {
    return { code: observation.exitCode, signal: observation.signal, at: observation.at, reason: reason ?? observation.reason }
  }
  return { code: null, signal: null, at: new Date().toISOString(), reason: reason ?? 'no longer there, and nothing recorded its end' }
}

function describeExit(exit: NonNullable<InstanceRecord['lastExit']>): string {
  const how = exit.signal ? `killed by ${exit.signal}` : exit.code === null ? 'ended' : `exited with code ${exit.code}`
  return exit.reason ? `${how} (${exit.reason})` : how
}

/** True when the operation brings this instance up; of a scaling that is only the added ones. */
export function isAwaited(operation: OperationRecord, deployment: DeploymentRecord, instance: InstanceRecord): boolean {
  if (!startsInstances(operation) || operation.generation !== instance.generation) return false
  return operation.kind !== 'scale' || instance.slot >= deployment.replicas
}

/** The script failed, the arguments are wrong or the memory does not suffice: the next attempt would end the same way. */
function isHopeless(exit: NonNullable<InstanceRecord['lastExit']>): boolean {
  return exit.code === 3 || exit.code === 1 || exit.reason === 'MemoryLimitExceeded' || exit.reason === 'OOMKilled'
}

/**
 * Judges the end of an instance: a waiting operation fails at once when another attempt is pointless, or after three ends;
 * otherwise the slot is filled again after a back-off, and the router stops sending there at once.
 * @param known why it ended, when that is known better than its exit and log can tell
 */
export async function handleExit(
  context: ReconcileContext,
  deployment: DeploymentRecord,
  instance: InstanceRecord,
  observation: InstanceObservation,
  known: { reason?: string; explanation?: Explanation } = {},
): Promise<void> {
  const exit = exitOf(observation, known.reason)
  // The model is not at fault, and no log can say more.
  const byEngine = exit.reason === 'EngineStopped'
  const explanation = known.explanation ?? (instance.spec && !byEngine ? await context.runtime.explain(instance.spec) : undefined)
  const operation = context.store.operations.runningOn(deployment.uid)
  // An end that began before the operation, and was only explained now, says nothing of what the operation changes.
  const isEarlier = operation !== undefined && instance.startedAt !== undefined && instance.startedAt < operation.startedAt
  const awaited = operation && !isEarlier && isAwaited(operation, deployment, instance) ? operation : undefined
  const exits = (awaited?.exits ?? 0) + (byEngine ? 0 : 1)
  const wasStable = instance.readyAt !== undefined && Date.now() - Date.parse(instance.readyAt) >= backoffResetMs
  const restarts = wasStable ? 0 : instance.restarts
  // After a reboot or `kill -9` of everything the model is not at fault: bring it back without waiting.
  const delayMs = (observation.state === 'gone' && restarts === 0) || byEngine ? 0 : backoffMs(restarts)
  const ended: InstanceRecord = {
    ...instance,
    state: 'Backoff',
    pid: undefined,
    address: undefined,
    restarts,
    lastExit: exit,
    backoffUntil: new Date(Date.now() + delayMs).toISOString(),
  }
  journaled('instance-exit', () =>
    context.store.note(() => {
      context.store.instances.save(ended)
      if (awaited) context.store.operations.save({ ...awaited, exits })
      const current = context.store.resources.deploymentByUid(deployment.uid)
      if (current && !awaited && explanation) context.store.resources.saveDeployment({ ...current, explanation })
      announce(context, deployment, 'Exited', `${instance.id} ${describeExit(exit)}`, 'error')
      if (!awaited) announce(context, deployment, 'BackOff', `${instance.id} is replaced in ${delayMs / 1000} s`, 'warning')
    }),
  )
  if (awaited && (isHopeless(exit) || exits >= exitsTolerated)) {
    const problem = exitProblem(exit, explanation)
    failOperation(context, deployment.uid, awaited.id, problem, explanation)
  }
  // Read again: the generation may have been published while the exit was being explained.
  const now = context.store.resources.deploymentByUid(deployment.uid)
  if (now && isServing(now, instance)) await context.routing.publish()
}

function exitProblem(exit: NonNullable<InstanceRecord['lastExit']>, explanation: Explanation | undefined) {
  return {
    code: explanation?.code ?? 'ResourceNotReady',
    message: explanation ? sentences(explanation.cause, explanation.fix) : `The instance ${describeExit(exit)}.`,
    origin: 'runtime' as const,
    retryable: false,
  }
}

/** One text of several; a cause that ends in somebody else's words may lack its full stop. */
function sentences(...parts: string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => (/[.!?:]$/.test(part.trimEnd()) ? part.trim() : `${part.trim()}.`))
    .join(' ')
}
