import { isDeepStrictEqual } from 'node:util'
import { withdrawAll } from '@/agent/reconcile/container-addresses'
import { announce, type ReconcileContext } from '@/agent/reconcile/context'
import type { Runtime } from '@/agent/runtimes/runtime'
import { ProblemError } from '@/lib/problems/problem'

const orphanGraceMs = 2000

export interface Recovery {
  adopted: number
  orphans: number
}

/**
 * After a start: what runs and is wanted is adopted as it is, what is ours and nobody wants is stopped and removed.
 * Nothing is taken out of rotation here, except what a runtime that cannot be asked is said to run; the actors judge instances that are
 * gone. A runtime that cannot be asked is recovered when it is back.
 */
export async function recover(context: ReconcileContext): Promise<Recovery> {
  const found = await Promise.all(context.runtime.all.map((runtime) => recoverRuntime(context, runtime)))
  return {
    adopted: found.reduce((sum, one) => sum + one.adopted, 0),
    orphans: found.reduce((sum, one) => sum + one.orphans, 0),
  }
}

async function listed(context: ReconcileContext, runtime: Runtime): Promise<Awaited<ReturnType<Runtime['list']>> | undefined> {
  try {
    return await runtime.list()
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'RuntimeUnavailable') throw error
    withdrawAll(context, error.problem.message)
    return undefined
  }
}

/** The same for one runtime; also when it is back after it was lost. */
export async function recoverRuntime(context: ReconcileContext, runtime: Runtime): Promise<Recovery> {
  const running = await listed(context, runtime)
  if (running === undefined) return { adopted: 0, orphans: 0 }
  const known = new Map(context.store.instances.all().map((instance) => [instance.id, instance]))
  let adopted = 0
  const orphans: string[] = []
  for (const { id, observation } of running) {
    const instance = known.get(id)
    if (!instance) {
      orphans.push(id)
      continue
    }
    if (observation.state !== 'running') continue
    adopted += 1
    const deployment = context.store.resources.deploymentByUid(instance.deploymentUid)
    // Pending: the start was made and its outcome not yet written; the start step will find it.
    if (deployment && instance.state !== 'Pending') {
      const { pid, address } = observation
      context.store.note(() => {
        // Under another port than before it is another start, which is probed before it gets requests.
        const isMoved = runtime.kind === 'docker' && instance.state === 'Ready' && !isDeepStrictEqual(instance.address, address)
        context.store.instances.save({ ...instance, ...(isMoved ? { state: 'Unready' as const } : {}), pid, address })
        const where = runtime.kind === 'docker' ? (observation.how ?? 'a container') : `process ${pid}`
        announce(context, deployment, 'Adopted', `${id} still runs as ${where}`)
      })
    }
  }
  const alive = new Set(running.filter((one) => one.observation.state === 'running').map((one) => one.id))
  if (runtime.kind === 'docker') {
    const stale = [...known.values()].filter((one) => one.runtime === 'docker' && one.address && !alive.has(one.id))
    if (stale.length > 0) {
      context.store.note(() => {
        for (const instance of stale) context.store.instances.save({ ...instance, address: undefined })
      })
    }
  }
  await Promise.all(
    orphans.map(async (id) => {
      await runtime.stop(id, orphanGraceMs)
      await runtime.remove(id)
      context.log.info({ instance: id }, 'removed an instance nobody wants')
    }),
  )
  return { adopted, orphans: orphans.length }
}
