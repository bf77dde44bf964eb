/** The steps of a rollout that change what clients reach: the new count, one round, the whole generation. Each is one commit, then one table. */
import { isKubernetes } from '@/agent/control/kubernetes'
import { journaled } from '@/agent/failpoints'
import { announce, type ReconcileContext } from '@/agent/reconcile/context'
import { endPhase, finish, startPhase } from '@/agent/reconcile/operation-steps'
import { planRollout, roundNotes } from '@/agent/reconcile/rounds'
import type { DeploymentRecord, OperationRecord } from '@/agent/store/records'
import type { PhaseNote } from '@/lib/contract/phase-note'
import { phaseText } from '@/lib/domain/phase-notes/phase-notes'

function planOf(context: ReconcileContext, deployment: DeploymentRecord, operation: OperationRecord) {
  return planRollout(operation, {
    ...deployment,
    oneByOne: isKubernetes(deployment.spec),
    instances: context.store.instances.of(deployment.uid),
  })
}

/** Which round a phase is about, for its note; none when everything comes up in one go. */
export function roundOf(context: ReconcileContext, deployment: DeploymentRecord, operation: OperationRecord): PhaseNote[] {
  const isRolling = deployment.observedGeneration > 0 && !deployment.stopped && operation.generation !== deployment.observedGeneration
  if (!isRolling) return []
  const plan = planOf(context, deployment, operation)
  if (plan.counting) return [{ code: 'countFirst', from: deployment.replicas, to: operation.replicas }]
  return roundNotes(plan)
}

/** The serving generation has its new count: from here on the rounds replace so many. */
export async function publishCount(context: ReconcileContext, deployment: DeploymentRecord, operation: OperationRecord): Promise<void> {
  journaled('publish-count', () =>
    context.store.commit(() => {
      const current = context.store.resources.deploymentByUid(deployment.uid)
      if (!current || current.state === 'Deleting') return
      context.store.resources.saveDeployment({ ...current, replicas: operation.replicas })
      announce(context, current, 'Scaled', `${current.replicas} → ${operation.replicas} instances, before the change itself`)
    }),
  )
  await context.routing.publish()
}

/** The ready instances of the round get the requests, those they replace drain; the next round begins when these are gone. */
export async function publishRound(context: ReconcileContext, deployment: DeploymentRecord, operation: OperationRecord): Promise<void> {
  journaled('publish-round', () =>
    context.store.commit(() => {
      const current = context.store.resources.deploymentByUid(deployment.uid)
      if (!current || current.state === 'Deleting') return
      const plan = planOf(context, current, operation)
      if (plan.until === plan.rolled) return
      const drainingSince = new Date().toISOString()
      for (const instance of context.store.instances.of(deployment.uid)) {
        if (instance.slot < plan.rolled || instance.slot >= plan.until || instance.state === 'Failed') continue
        const isNew = instance.generation === operation.generation
        context.store.instances.save(isNew ? { ...instance, published: true } : { ...instance, state: 'Draining', drainingSince })
        announce(context, current, isNew ? 'Swapped' : 'Draining', `${instance.id} (${phaseText(roundNotes(plan)) || 'one round'})`)
      }
      const next = planOf(context, current, operation)
      const replaced = { code: 'replaced' as const, count: plan.until, total: operation.replicas }
      context.operations.describePhase(operation.id, 'WaitReady', [...roundNotes(next), replaced])
    }),
  )
  await context.routing.publish()
}

/** Makes the new generation (or count) the serving one and tells the router; the operation succeeds once the router has it. */
export async function publish(context: ReconcileContext, deployment: DeploymentRecord, operation: OperationRecord): Promise<void> {
  startPhase(context, operation.id, 'Publish')
  journaled('publish-generation', () =>
    context.store.commit(() => {
      const current = context.store.resources.deploymentByUid(deployment.uid)
      if (!current || current.state === 'Deleting') return
      context.store.resources.saveDeployment({
        ...current,
        observedGeneration: operation.generation,
        replicas: operation.replicas,
        stopped: false,
      })
    }),
  )
  const version = await context.routing.publish()
  endPhase(context, operation.id, 'Publish', [{ code: 'routingTable', version }])
  finish(context, deployment.uid, operation.id)
}
