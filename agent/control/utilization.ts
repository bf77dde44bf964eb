/**
 * The count of a Kubernetes deployment with scale_settings.type target_utilization, as its router would set it:
 * utilization = (busy replicas + queued requests) / replicas; more at once when it is above the target, fewer about twenty times slower.
 * Doc: https://learn.microsoft.com/azure/machine-learning/how-to-kubernetes-inference-routing-azureml-fe (autoscaling)
 */
import { randomUUID } from 'node:crypto'
import type { DeploymentWrites } from '@/agent/control/deployment-writes'
import { computeOf, type TargetUtilization, targetUtilization } from '@/agent/control/kubernetes'
import type { RouterDoor } from '@/agent/control/routing'
import type { AgentLog } from '@/agent/reconcile/context'
import type { ControlStore } from '@/agent/store/control-store'
import { ProblemError } from '@/lib/problems/problem'

/** Polling intervals of too little load before replicas go. */
const patience = 20

export interface Load {
  busy: number
  queued: number
  replicas: number
}

/** Since when fewer replicas would do, and how many at most would have been needed since then. */
export interface Lull {
  since: number
  needed: number
}

/** The count for a load, and what to remember for the next look. @param now ms */
export function nextCount(
  scale: TargetUtilization,
  { busy, queued, replicas }: Load,
  lull: Lull | undefined,
  now: number,
): { count: number; lull?: Lull } {
  const needed = Math.min(scale.maxInstances, Math.max(scale.minInstances, Math.ceil((busy + queued) / scale.target)))
  if (needed > replicas) return { count: needed }
  if (needed === replicas) return { count: replicas }
  const since = lull?.since ?? now
  const most = Math.max(needed, lull?.needed ?? 0)
  if (now - since < patience * scale.pollingMs) return { count: replicas, lull: { since, needed: most } }
  return { count: Math.min(replicas, most) }
}

/** Looks at every such deployment that is due; called about once a second. */
export function createUtilizationScaling(
  store: ControlStore,
  deployments: Pick<DeploymentWrites, 'patch'>,
  router: Pick<RouterDoor, 'report'>,
  log: AgentLog,
  now: () => number = Date.now,
) {
  const looked = new Map<string, { at: number; lull?: Lull }>()

  return function look(): void {
    const report = router.report()
    if (!report) return
    const seen = new Set<string>()
    for (const endpoint of store.resources.endpoints()) {
      if (computeOf(endpoint.spec) === undefined || endpoint.state === 'Deleting') continue
      for (const deployment of store.resources.deploymentsOf(endpoint.endpointKey)) {
        const scale = targetUtilization(deployment.spec)
        if (!scale || deployment.stopped || deployment.observedGeneration === 0 || deployment.state !== 'Succeeded') continue
        seen.add(deployment.uid)
        const before = looked.get(deployment.uid)
        if (before && now() - before.at < scale.pollingMs) continue
        const instances = store.instances.of(deployment.uid)
        const busy = instances.filter(({ id }) => (report.instances[id] ?? 0) > 0).length
        const queued = report.endpoints[endpoint.uid]?.deployments[deployment.name]?.queued ?? 0
        const { count, lull } = nextCount(scale, { busy, queued, replicas: deployment.replicas }, before?.lull, now())
        looked.set(deployment.uid, { at: now(), ...(lull ? { lull } : {}) })
        if (count === deployment.replicas) continue
        try {
          deployments.patch(endpoint.name, deployment.name, { sku: { capacity: count } }, { requestId: randomUUID() })
        } catch (error) {
          // Somebody's own operation runs: the next look comes after it.
          if (!(error instanceof ProblemError)) throw error
          log.warn({ deployment: deployment.name, reason: error.problem.message }, 'the count could not follow the load')
        }
      }
    }
    for (const uid of looked.keys()) if (!seen.has(uid)) looked.delete(uid)
  }
}
