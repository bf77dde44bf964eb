/** One actor per deployment and a queue per endpoint, woken by writes, exits of instances, and a full look every 30 s. */
import { followAvailability, withdraw } from '@/agent/reconcile/container-addresses'
import type { ReconcileContext } from '@/agent/reconcile/context'
import { createDeploymentActor, type DeploymentActor } from '@/agent/reconcile/deployment-actor'
import { reconcileEndpoint } from '@/agent/reconcile/endpoint-steps'
import { createHealth } from '@/agent/reconcile/health'
import { recoverRuntime } from '@/agent/reconcile/recover'
import { createTurns } from '@/agent/reconcile/turns'
import type { Runtime } from '@/agent/runtimes/runtime'

const fullLookMs = 30_000
const endpointRetryMs = 500

export function createReconciler(context: ReconcileContext) {
  const health = createHealth(context)
  const turn = createTurns()
  const actors = new Map<string, DeploymentActor>()
  const endpointRuns = new Map<string, { promise: Promise<void>; again: boolean }>()
  const timers = new Set<NodeJS.Timeout>()
  let closed = false
  let ticker: NodeJS.Timeout | undefined

  function wakeDeployment(uid: string): void {
    if (closed) return
    let actor = actors.get(uid)
    if (!actor) {
      actor = createDeploymentActor(context, health, turn, uid, () => {
        actors.delete(uid)
        health.forget((id) => context.store.instances.get(id) !== undefined)
        for (const endpoint of context.store.resources.endpoints()) if (endpoint.state === 'Deleting') wakeEndpoint(endpoint.uid)
      })
      actors.set(uid, actor)
    }
    actor.wake()
  }

  function later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms)
    timers.add(timer)
  }

  function wakeEndpoint(uid: string): void {
    if (closed) return
    const run = endpointRuns.get(uid)
    if (run) {
      run.again = true
      return
    }
    const entry = { again: false, promise: Promise.resolve() }
    endpointRuns.set(uid, entry)
    entry.promise = reconcileEndpoint(context, uid)
      .catch((error: unknown) => {
        if (closed) return
        context.log.error({ err: error, endpoint: uid }, 'reconciling an endpoint failed')
        later(endpointRetryMs, () => wakeEndpoint(uid))
      })
      .then(() => {
        endpointRuns.delete(uid)
        if (entry.again) wakeEndpoint(uid)
      })
  }

  function wakeAll(): void {
    for (const uid of context.store.resources.unsettledEndpointUids()) wakeEndpoint(uid)
    for (const uid of context.store.resources.deploymentUids()) wakeDeployment(uid)
  }

  /** The engine is back: what it runs is adopted, then everything that waited is tried. */
  async function recoverEngine(runtime: Runtime): Promise<void> {
    if (closed) return
    try {
      await recoverRuntime(context, runtime)
    } catch (error) {
      context.log.error({ err: error }, 'what the engine runs could not be looked at')
    }
    if (closed) return
    await context.routing.publish().catch((error: unknown) => context.log.error({ err: error }, 'the routing table could not be sent'))
    if (closed) return
    hastenContainers()
    for (const actor of actors.values()) actor.retryNow()
  }

  /** Containers out of rotation may only have been given another port: asked at once, not after their period. */
  function hastenContainers(): void {
    for (const instance of context.store.instances.all()) {
      if (instance.runtime !== 'docker' || instance.state !== 'Unready') continue
      const deployment = context.store.resources.deploymentByUid(instance.deploymentUid)
      if (deployment) health.hasten(deployment, instance)
    }
  }

  return {
    start(): void {
      context.runtime.onExit((id) => {
        const instance = closed ? undefined : context.store.instances.get(id)
        if (!instance) return
        withdraw(context, id)
        wakeDeployment(instance.deploymentUid)
      })
      for (const runtime of context.runtime.all) followAvailability(context, runtime, () => void recoverEngine(runtime))
      hastenContainers()
      ticker = setInterval(wakeAll, fullLookMs)
      wakeAll()
    },
    wakeDeployment,
    wakeEndpoint,
    /** Aborts all steps; workers and router stay. */
    async close(): Promise<void> {
      closed = true
      clearInterval(ticker)
      for (const timer of timers) clearTimeout(timer)
      await Promise.allSettled([...actors.values()].map((actor) => actor.close()))
    },
  }
}
export type Reconciler = ReturnType<typeof createReconciler>
