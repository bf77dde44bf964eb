/**
 * Filling the volumes of an instance, and starting its server while they are filled and read back
 * (docs/decisions/009-two-containers-per-instance.md).
 */
import type { AgentLog } from '@/agent/reconcile/context'
import {
  checkVolumes,
  type Delivery,
  fillVolumes,
  makeInitializer,
  makeVolumes,
  sentFolders,
} from '@/agent/runtimes/docker/deliver-artifacts'
import type { beginsAfter } from '@/agent/runtimes/docker/program-start'
import type { ServerContainers } from '@/agent/runtimes/docker/server-container'
import { isSmall } from '@/agent/runtimes/docker/volume-archive'
import type { AroundStart, InstanceAddress, InstanceSpec } from '@/agent/runtimes/runtime'

export interface Filling {
  delivery: Delivery
  stage(): Promise<InstanceSpec>
  /** Absent: the server's container is made and not started. */
  around: AroundStart | undefined
}

export interface ServerActs {
  servers: ServerContainers
  /** False once it turned out that this engine's processes cannot be seen from here. */
  seesPrograms(): boolean
  /** See programTicks; undefined while the container does not run or its processes cannot be seen. */
  programTicks(containerId: string): number | undefined
  /** See beginsAfter. */
  beginsAfter: typeof beginsAfter
  start(spec: InstanceSpec, made: string): Promise<InstanceAddress>
  removeServer(id: string, idOrName: string): Promise<void>
  log: AgentLog
}

/**
 * Stages the files, makes both containers meanwhile, fills the volumes and reads them back. The server may be started before: its own start
 * takes far longer, and it gets no request before the reading has ended well. A few small files arrive while the engine still prepares the
 * start, so both are asked for at once, and it is looked up afterwards that the program began with all of them. Whatever goes wrong, no
 * container is left that runs.
 * @throws ProblemError of the staging, `StorageInitializerFailed`, `RuntimeUnavailable`
 */
export async function fillAndStart({ delivery, stage, around }: Filling, acts: ServerActs): Promise<InstanceSpec> {
  const { servers, log } = acts
  const staging = stage()
  const volumes = makeVolumes(delivery)
  // The engine makes volumes that it does not find, without our labels: they go first.
  const making = Promise.all([staging, volumes])
    .then(([spec]) => servers.ensure(spec))
    .catch((error: unknown) => {
      // Made, or told of, when the instance is started in its turn.
      log.info({ instance: delivery.owner.id, reason: String(error) }, 'a container could not be made while its volumes were filled')
      return undefined
    })
  const [staged, initializer] = await Promise.allSettled([staging, volumes.then(() => makeInitializer(delivery))])
  const made = await making
  try {
    // What the user can mend goes before what the engine says.
    if (staged.status === 'rejected') throw staged.reason
    if (initializer.status === 'rejected') throw initializer.reason
    await fill({ spec: staged.value, made, initializer: initializer.value, delivery, around }, acts)
    return staged.value
  } catch (error) {
    if (made !== undefined) await removeQuietly(delivery.owner.id, made, acts)
    throw error
  }
}

interface Prepared {
  spec: InstanceSpec
  /** Engine ids of the server's container and of the storage initializer. */
  made: string | undefined
  initializer: string
  delivery: Delivery
  around: AroundStart | undefined
}

async function fill({ spec, made, initializer, delivery, around }: Prepared, acts: ServerActs): Promise<void> {
  const { isPodman } = await acts.servers.traits()
  const start = async () => made !== undefined && around !== undefined && (await startAhead(spec, made, around, acts))
  const isAtOnce = !isPodman && acts.seesPrograms() && (await isSmall(sentFolders(delivery)))
  let isSettled = false
  const starting = Promise.resolve(isAtOnce && start()).finally(() => {
    isSettled = true
  })
  const filling = fillVolumes(delivery, initializer, isPodman)
  // Looked at from the moment the files are there: a program that ends at once is gone when its start has been answered.
  const watching = filling.then(
    async ({ endedAt: completeAt }) =>
      isAtOnce && made !== undefined && completeAt !== undefined && acts.beginsAfter(made, { completeAt, isOver: () => isSettled }),
    () => false,
  )
  const [filled, isStarted, isLater] = await Promise.allSettled([filling, starting, watching])
  if (filled.status === 'rejected') throw filled.reason
  delivery.signal.throwIfAborted()
  if (!isAtOnce) await start()
  const { sums, endedAt } = filled.value
  await checkVolumes(delivery, initializer, sums)
  if (!isAtOnce || made === undefined || around === undefined) return
  if (isStarted.status === 'fulfilled' && isStarted.value) {
    if (isLater.status === 'fulfilled' && isLater.value) return
    const began = acts.programTicks(made)
    if (began !== undefined && endedAt !== undefined && began > endedAt) return
  }
  // It may have read a file that was half there; a reply that was lost hides a start, too.
  delivery.log.info('It is not certain that the server began with all of its files: it is started again.')
  await acts.removeServer(spec.id, made)
}

/** @returns whether it runs */
async function startAhead(spec: InstanceSpec, made: string, around: AroundStart, acts: ServerActs): Promise<boolean> {
  try {
    await around.before()
    await around.after(await acts.start(spec, made))
    return true
  } catch (error) {
    // Made again in its turn, where a second failure is told.
    acts.log.info({ instance: spec.id, reason: String(error) }, 'a container could not be started before its volumes were read back')
    return false
  }
}

async function removeQuietly(id: string, made: string, { removeServer, log }: ServerActs): Promise<void> {
  await removeServer(id, made).catch((failure: unknown) =>
    log.warn({ instance: id, reason: String(failure) }, 'the container of a delivery that failed could not be removed'),
  )
}
