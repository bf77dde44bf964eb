/** Probes of instances that were ready once. Counts live in memory: after a restart of the agent they start again. */

import { probeWithDefaults } from '@/agent/control/normalise'
import { durationMs } from '@/agent/control/routing'
import { journaled } from '@/agent/failpoints'
import { announce, type ReconcileContext } from '@/agent/reconcile/context'
import type { DeploymentRecord, InstanceRecord } from '@/agent/store/records'

interface HealthState {
  failures: number
  nextProbeAt: number
  /** Requests the deployment had answered at the last probe. */
  answered: number
}

export function createHealth(context: ReconcileContext) {
  const states = new Map<string, HealthState>()

  function answeredBy(deployment: DeploymentRecord): number {
    const counters = context.router.report()?.endpoints[deployment.endpointUid]?.deployments[deployment.deploymentKey]
    return counters ? Object.entries(counters.byCode).reduce((sum, [code, count]) => (code.startsWith('2') ? sum + count : sum), 0) : 0
  }

  return {
    /** Unix ms; the first probe comes one period after an instance is first seen ready. */
    nextProbeAt(deployment: DeploymentRecord, instance: InstanceRecord): number {
      const known = states.get(instance.id)
      if (known) return known.nextProbeAt
      const periodMs = durationMs(probeWithDefaults(deployment.spec.properties.livenessProbe).period, 10_000)
      const nextProbeAt = Date.now() + periodMs
      states.set(instance.id, { failures: 0, nextProbeAt, answered: answeredBy(deployment) })
      return nextProbeAt
    },

    /** One probe; a request answered within the period counts as a success when only one instance can have answered it. */
    async probe(deployment: DeploymentRecord, instance: InstanceRecord): Promise<void> {
      const spec = context.store.resources.revision(deployment.uid, instance.generation)?.spec ?? deployment.spec
      const readiness = probeWithDefaults(spec.properties.readinessProbe)
      const liveness = probeWithDefaults(spec.properties.livenessProbe)
      const state = states.get(instance.id) ?? { failures: 0, nextProbeAt: 0, answered: 0 }
      const answered = answeredBy(deployment)
      const isBusy = deployment.replicas === 1 && answered > state.answered
      const healthy = isBusy || (await context.runtime.probe(instance.id, durationMs(readiness.timeout, 2000)))
      state.answered = answered
      state.failures = healthy ? 0 : state.failures + 1
      state.nextProbeAt = Date.now() + Math.max(100, durationMs(liveness.period, 10_000))
      states.set(instance.id, state)
      const current = context.store.instances.get(instance.id)
      if (!current || (current.state !== 'Ready' && current.state !== 'Unready')) return
      const wanted = state.failures === 0 ? 'Ready' : state.failures >= readiness.failureThreshold ? 'Unready' : current.state
      if (wanted !== current.state) {
        journaled('instance-ready', () =>
          context.store.commit(() => {
            context.store.instances.save({ ...current, state: wanted })
            const message = wanted === 'Ready' ? `${instance.id} answers again` : `${instance.id} failed ${state.failures} probes`
            announce(
              context,
              deployment,
              wanted === 'Ready' ? 'Ready' : 'ReadinessProbeFailed',
              message,
              wanted === 'Ready' ? 'info' : 'warning',
            )
          }),
        )
        await context.routing.publish()
      }
      if (state.failures >= liveness.failureThreshold) {
        announce(context, deployment, 'Killing', `${instance.id} failed ${state.failures} liveness probes`, 'error')
        await context.runtime.stop(instance.id, 2000)
      }
    },

    forget(isKnown: (id: string) => boolean): void {
      for (const id of states.keys()) if (!isKnown(id)) states.delete(id)
    },
  }
}
export type Health = ReturnType<typeof createHealth>
