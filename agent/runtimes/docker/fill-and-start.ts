/** Filling the volumes of an instance, and starting its server while they are read back (docs/decisions/009-two-containers-per-instance.md). */
import type { AgentLog } from '@/agent/reconcile/context'
import { checkVolumes, type Delivery, fillVolumes } from '@/agent/runtimes/docker/deliver-artifacts'
import type { ServerContainers } from '@/agent/runtimes/docker/server-container'
import type { AroundStart, InstanceAddress, InstanceSpec } from '@/agent/runtimes/runtime'

export interface Filling {
  spec: InstanceSpec
  delivery: Delivery
  /** Engine id of the storage-initializer container. */
  initializer: string
  /** Absent: the server's container is made and not started. */
  around: AroundStart | undefined
}

export interface ServerActs {
  servers: ServerContainers
  start(spec: InstanceSpec, made: string): Promise<InstanceAddress>
  removeServer(id: string, idOrName: string): Promise<void>
  log: AgentLog
}

/**
 * The server's container is made while the files are sent. As soon as they are complete it may start: its own start takes far longer than
 * reading them back, and it gets no request before that has ended well. Whatever keeps it from doing so, no container is left that runs.
 * @throws ProblemError `StorageInitializerFailed`, `RuntimeUnavailable`
 */
export async function fillAndStart({ spec, delivery, initializer, around }: Filling, acts: ServerActs): Promise<void> {
  const { servers, removeServer, log } = acts
  const making = servers.ensure(spec).catch((error: unknown) => {
    // Made, or told of, when the instance is started in its turn.
    log.info({ instance: spec.id, reason: String(error) }, 'a container could not be made while its volumes were filled')
    return undefined
  })
  try {
    const { isPodman } = await servers.traits()
    const filled = await fillVolumes(delivery, initializer, isPodman)
    const made = await making
    delivery.signal.throwIfAborted()
    if (around !== undefined && made !== undefined) await startAhead(spec, made, around, acts)
    await checkVolumes(delivery, filled)
  } catch (error) {
    const left = await making
    if (left !== undefined) {
      await removeServer(spec.id, left).catch((failure: unknown) =>
        log.warn({ instance: spec.id, reason: String(failure) }, 'the container of a delivery that failed could not be removed'),
      )
    }
    throw error
  }
}

async function startAhead(spec: InstanceSpec, made: string, around: AroundStart, { start, log }: ServerActs): Promise<void> {
  try {
    await around.before()
    await around.after(await start(spec, made))
  } catch (error) {
    // Made again in its turn, where a second failure is told.
    log.info({ instance: spec.id, reason: String(error) }, 'a container could not be started before its volumes were read back')
  }
}
