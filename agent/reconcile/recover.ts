import { announce, type ReconcileContext } from '@/agent/reconcile/context'

const orphanGraceMs = 2000

export interface Recovery {
  adopted: number
  orphans: number
}

/**
 * After a start: what runs and is wanted is adopted as it is, what is ours and nobody wants is stopped and removed.
 * Nothing is taken out of rotation here; the actors judge instances that are gone.
 */
export async function recover(context: ReconcileContext): Promise<Recovery> {
  const known = new Map(context.store.instances.all().map((instance) => [instance.id, instance]))
  let adopted = 0
  const orphans: string[] = []
  for (const { id, observation } of await context.runtime.list()) {
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
      context.store.note(() => {
        context.store.instances.save({ ...instance, pid: observation.pid, address: observation.address })
        announce(context, deployment, 'Adopted', `${id} still runs as process ${observation.pid}`)
      })
    }
  }
  await Promise.all(
    orphans.map(async (id) => {
      await context.runtime.stop(id, orphanGraceMs)
      await context.runtime.remove(id)
      context.log.info({ instance: id }, 'removed an instance nobody wants')
    }),
  )
  return { adopted, orphans: orphans.length }
}
