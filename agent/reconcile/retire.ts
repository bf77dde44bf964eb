import { requestSettingsWithDefaults } from '@/agent/control/normalise'
import { durationMs } from '@/agent/control/routing'
import { journaled } from '@/agent/failpoints'
import { announce, pause, type ReconcileContext, StepAborted } from '@/agent/reconcile/context'
import { pruneLogs } from '@/agent/reconcile/operation-steps'
import type { DeploymentRecord, InstanceRecord } from '@/agent/store/records'

const drainExtraMs = 5000
const stopGraceMs = 4000
const drainLookMs = 20

/** True when the router knows it must not send there any more and nothing runs there. */
function isDrained(context: ReconcileContext, id: string, version: number): boolean {
  const report = context.router.report()
  return report !== undefined && report.tableVersion >= version && (report.instances[id] ?? 0) === 0
}

async function drain(
  context: ReconcileContext,
  deployment: DeploymentRecord,
  instance: InstanceRecord,
  signal: AbortSignal,
): Promise<void> {
  const spec = context.store.resources.revision(deployment.uid, instance.generation)?.spec ?? deployment.spec
  const limitMs = durationMs(requestSettingsWithDefaults(spec.properties.requestSettings).requestTimeout, 5000) + drainExtraMs
  const since = instance.drainingSince ?? new Date().toISOString()
  if (instance.state !== 'Draining') {
    journaled('instance-draining', () =>
      context.store.note(() => {
        context.store.instances.save({ ...instance, state: 'Draining', drainingSince: since })
        announce(context, deployment, 'Draining', instance.id)
      }),
    )
  }
  const version = await context.routing.publish()
  const deadline = performance.now() + Math.max(0, limitMs - (Date.now() - Date.parse(since)))
  while (!isDrained(context, instance.id, version) && performance.now() < deadline) {
    const observation = await context.runtime.observe(instance.id)
    if (observation.state === 'exited' || observation.state === 'gone') return
    await pause(drainLookMs, signal)
    if (signal.aborted) throw new StepAborted()
  }
}

/** Instances of a failed generation stay visible, as Failed, until the next change. */
function isEvidence(deployment: DeploymentRecord, instance: InstanceRecord): boolean {
  // What served well is not the evidence of a failure.
  if (instance.published && !instance.lastExit) return false
  return (
    deployment.state === 'Failed' && instance.generation === deployment.generation && instance.generation !== deployment.observedGeneration
  )
}

/** Takes an instance out: no new requests, running ones finish, process and folder go. Repeatable at every point. */
export async function retireInstance(
  context: ReconcileContext,
  deployment: DeploymentRecord,
  instance: InstanceRecord,
  signal: AbortSignal,
): Promise<void> {
  const mayServe = instance.state === 'Ready' || instance.state === 'Unready' || instance.state === 'Draining'
  if (mayServe) await drain(context, deployment, instance, signal)
  const before = await context.runtime.observe(instance.id)
  await context.runtime.stop(instance.id, mayServe ? stopGraceMs : 1000)
  const after = await context.runtime.observe(instance.id)
  await context.runtime.remove(instance.id)
  context.memory.delete(instance.id)
  const current = context.store.resources.deploymentByUid(deployment.uid) ?? deployment
  journaled('instance-removed', () =>
    context.store.note(() => {
      if (isEvidence(current, instance)) {
        const lastExit =
          instance.lastExit ??
          (after.state === 'exited' ? { code: after.exitCode, signal: after.signal, at: after.at, reason: after.reason } : undefined)
        context.store.instances.save({ ...instance, state: 'Failed', pid: undefined, address: undefined, lastExit })
      } else {
        context.store.instances.remove(instance.id)
      }
      if (before.state === 'running') announce(context, deployment, 'Killing', instance.id)
    }),
  )
  pruneLogs(context, deployment)
}

/** Drops the record of a failed instance once the next change begins. */
export function forgetInstance(context: ReconcileContext, instance: InstanceRecord): void {
  journaled('instance-removed', () => context.store.note(() => context.store.instances.remove(instance.id)))
}
