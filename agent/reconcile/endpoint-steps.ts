import { rm } from 'node:fs/promises'
import { journaled } from '@/agent/failpoints'
import type { ReconcileContext } from '@/agent/reconcile/context'
import { endpointLogDirectory } from '@/agent/reconcile/deployment-log'
import { endPhase, startPhase } from '@/agent/reconcile/operation-steps'

/** One look at an endpoint: brings its running operation to an end when the router has the table. */
export async function reconcileEndpoint(context: ReconcileContext, uid: string): Promise<'gone' | 'settled' | 'waiting'> {
  const endpoint = context.store.resources.endpointByUid(uid)
  if (!endpoint) return 'gone'
  const operation = context.store.operations.runningOn(uid)
  if (endpoint.state === 'Deleting') {
    await context.routing.publish()
    if (context.store.resources.deploymentsOf(endpoint.endpointKey).length > 0) return 'waiting'
    await rm(endpointLogDirectory(context.layout, endpoint.endpointKey), { recursive: true, force: true })
    journaled('endpoint-removed', () =>
      context.store.commit(() => {
        context.store.resources.remove(uid)
        if (operation) context.operations.finish(operation.id, 'Succeeded')
        context.store.emit({ type: 'endpoint', endpoint: endpoint.name, name: 'Deleted', message: `Endpoint ${endpoint.name} was deleted` })
      }),
    )
    return 'gone'
  }
  if (!operation) return 'settled'
  startPhase(context, operation.id, 'Publish')
  const version = await context.routing.publish()
  endPhase(context, operation.id, 'Publish', [{ code: 'routingTable', version }])
  journaled('operation-end', () =>
    context.store.commit(() => {
      const current = context.store.resources.endpointByUid(uid)
      context.operations.finish(operation.id, 'Succeeded')
      if (!current || current.state === 'Deleting') return
      context.store.resources.saveEndpoint({ ...current, state: 'Succeeded', problem: undefined, explanation: undefined })
      context.store.emit({
        type: 'endpoint',
        endpoint: current.name,
        name: 'Succeeded',
        message: `${operation.kind} of endpoint ${current.name}`,
      })
    }),
  )
  return 'settled'
}
