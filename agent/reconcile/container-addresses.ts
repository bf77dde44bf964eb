/**
 * No request may reach another deployment's container (docs/decisions/007-container-ports.md). The engine chooses the loopback port of a
 * container at each start and may give it to another one as soon as the container has ended. Three rules keep the routing table true:
 * an address is taken out at once when its container ends or the engine is lost; no container is started before the router has said that
 * it knows; an address comes (back) in only from an inspection of this very start, and after a probe of it. The router itself asks, with
 * each connection, whether the socket that listens is the one that was verified (agent/listener-identity.ts).
 */
import { failpoint } from '@/agent/failpoints'
import { announce, type ReconcileContext } from '@/agent/reconcile/context'
import type { InstanceAddress, InstanceObservation, Runtime } from '@/agent/runtimes/runtime'
import type { DeploymentRecord, InstanceRecord } from '@/agent/store/records'

type Context = Pick<ReconcileContext, 'store' | 'layout' | 'routing' | 'runtime' | 'log'>

const isContainer = (instance: InstanceRecord) => instance.runtime === 'docker'

function publish(context: Context): void {
  context.routing.publish().catch((error: unknown) => context.log.error({ err: error }, 'the routing table could not be sent'))
}

/** A container ended: whoever gets its port next must not get its requests. */
export function withdraw(context: Context, id: string): void {
  const instance = context.store.instances.get(id)
  if (!instance || !isContainer(instance) || !instance.address) return
  context.store.note(() => context.store.instances.save({ ...instance, address: undefined }))
  failpoint('address-withdrawn')
  publish(context)
}

/** The engine is lost, or was never found by this agent: none of its ports can be believed. Nothing else is concluded from it. */
export function withdrawAll(context: Context, problem: string): void {
  const affected = context.store.instances.all().filter((one) => isContainer(one) && (one.address || one.state === 'Ready'))
  if (affected.length === 0) return
  context.store.note(() => {
    for (const instance of affected) {
      const state = instance.state === 'Ready' ? 'Unready' : instance.state
      context.store.instances.save({ ...instance, state, address: undefined })
      const deployment = context.store.resources.deploymentByUid(instance.deploymentUid)
      if (deployment) announce(context, deployment, 'RuntimeUnavailable', `${instance.id} gets no requests: ${problem}`, 'warning')
    }
  })
  publish(context)
}

/** Before a container is started: the router knows of every address that is no longer anybody's. */
export async function settleAddresses(context: Context, instance: InstanceRecord): Promise<void> {
  if (isContainer(instance)) await context.routing.publish()
}

/** After a start: should another instance still be listed under the port that this one was given, it has ended unnoticed. */
export async function dropTakenPort(context: Context, instance: InstanceRecord, address: InstanceAddress | undefined): Promise<void> {
  if (!isContainer(instance) || address?.port === undefined) return
  const others = context.store.instances
    .all()
    .filter((one) => one.id !== instance.id && isContainer(one) && one.address?.port === address.port)
  if (others.length === 0) return
  context.store.note(() => {
    for (const other of others) context.store.instances.save({ ...other, address: undefined })
  })
  await context.routing.publish()
}

/**
 * What a look at a running container says of its address. A new one is a new start (or the first look after the engine was lost):
 * probed before it gets requests.
 * @returns the instance as it is now, and whether its address is a new one
 */
export function noteAddress(
  context: Context,
  deployment: DeploymentRecord,
  instance: InstanceRecord,
  observation: Extract<InstanceObservation, { state: 'running' }>,
): boolean {
  const { port, listener } = observation.address
  if (!isContainer(instance) || port === undefined || (port === instance.address?.port && listener === instance.address.listener))
    return false
  const state = instance.state === 'Ready' ? 'Unready' : instance.state
  context.store.note(() => {
    context.store.instances.save({ ...instance, state, pid: observation.pid, address: observation.address })
    if (state === 'Unready') announce(context, deployment, 'PortRead', `${instance.id} listens on 127.0.0.1:${port} now`)
  })
  if (instance.state === 'Ready') publish(context)
  return state === 'Unready'
}

/** Told by a runtime: lost, back, and what ended. */
export function followAvailability(context: Context, runtime: Runtime, onBack: () => void): void {
  runtime.onAvailability?.((state) => {
    if (state === 'back') onBack()
    else withdrawAll(context, runtime.problem?.()?.message ?? 'the engine was lost')
  })
}
