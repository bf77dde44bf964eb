// Longer than usual: the whole Runtime interface over one engine, each method a few lines.
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { failpoint } from '@/agent/failpoints'
import { listenerOf, tellsListeners } from '@/agent/listener-identity'
import type { AgentLog } from '@/agent/reconcile/context'
import { containerFiles } from '@/agent/runtimes/docker/container-files'
import { type ContainerLog, openContainerLog } from '@/agent/runtimes/docker/container-log'
import { createContainerSampler } from '@/agent/runtimes/docker/container-sampler'
import { exitOf, hostPortOf } from '@/agent/runtimes/docker/container-state'
import { containerName, labels } from '@/agent/runtimes/docker/create-body'
import { removeInitializer, removeVolumes, sentFolders } from '@/agent/runtimes/docker/deliver-artifacts'
import type { Engine } from '@/agent/runtimes/docker/engine'
import { createEngineCalls, EngineRefusal, engineUnavailable, orMissing } from '@/agent/runtimes/docker/engine-calls'
import { createEngineLink, type EngineLinkOptions, type Inspection } from '@/agent/runtimes/docker/engine-link'
import { fillAndStart, type ServerActs } from '@/agent/runtimes/docker/fill-and-start'
import { probePort } from '@/agent/runtimes/docker/probe-port'
import { beginsAfter, programTicks } from '@/agent/runtimes/docker/program-start'
import { createServerContainers, ownerOf, startFailed } from '@/agent/runtimes/docker/server-container'
import { appendLogLine, readRunLines } from '@/agent/runtimes/process/instance-log'
import { type InstanceAddress, type InstanceObservation, type InstanceSpec, type Runtime, stopping } from '@/agent/runtimes/runtime'
import { removeStaged } from '@/agent/staging/stage-artifacts'
import { explainFailure } from '@/lib/domain/explain/explain'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'

export interface DockerRuntimeOptions extends Pick<EngineLinkOptions, 'retryMs' | 'relistMs' | 'pingMs' | 'deadlineMs'> {
  layout: Pick<HomeLayout, 'run' | 'instances'>
  engine: Pick<Engine, 'docker' | 'address'>
  /** Of this installation; what does not carry it is never touched. */
  agentId: string
  log: AgentLog
  /** Sets a log aside when it has grown beyond its limits. */
  rotate?(path: string): void
  /** When the program of a container began; the tests' engine has none. */
  programTicks?: typeof programTicks
  /** How often containers are measured, and their logs looked at. */
  sampleMs?: number
  watchMs?: number
}

/** Beyond the grace that the engine gives the container itself. */
const stopExtraMs = 15_000
const drainMs = 3000
const refusedPauseMs = 20
const settleMs = 5000
/** A start that the engine has not answered by then is stopped, or found as nobody's by the next agent. */
const endStartsMs = 1000
const safeId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/

/**
 * Runs instances as containers of the engine: a storage-initializer that fills the instance's volumes, then the inference server, reached
 * by loopback ports that are read anew at each start. `close()` stops watching and leaves containers running.
 */
export function createDockerRuntime(options: DockerRuntimeOptions): Runtime & { close(): void } {
  const { layout, agentId, log, rotate, sampleMs = 10_000, watchMs = 1000, deadlineMs } = options
  const calls = createEngineCalls(options.engine, deadlineMs)
  const link = createEngineLink({ ...options, calls })
  const files = containerFiles(layout)
  const servers = createServerContainers(calls, agentId)
  const exitListeners = new Set<(id: string) => void>()
  const logs = new Map<string, ContainerLog>()
  const sampling = createContainerSampler(calls, log)
  const { uses } = sampling
  const starting = new Map<string, Promise<InstanceAddress>>()
  /** Who listened on the port of a start when it was first looked at, until the engine is lost. */
  const listenersOfStarts = new Map<string, string>()
  const shells = new Map<string, boolean>()
  /** Until a container runs whose processes cannot be found here: the engine is in a virtual machine, say. */
  let seesPrograms = process.platform === 'linux'
  /** Engine ids of containers that ran out of memory. */
  const outOfMemory = new Set<string>()
  /** When the engine was lost; containers that ended in between were ended by it. */
  let lostAt: number | undefined
  let isEnding = false

  function checkId(id: string): void {
    if (safeId.test(id)) return
    throw new ProblemError({ code: 'BadArgument', message: `"${id}" is not an instance id.`, origin: 'agent', retryable: false })
  }

  const idOf = (container: Inspection) => container.Config.Labels?.[labels.instance] ?? ''
  const isServer = (container: Inspection) => container.Config.Labels?.[labels.role] === 'inference-server'

  function serverOf(id: string): Inspection | undefined {
    for (const container of link.containers().values()) if (isServer(container) && idOf(container) === id) return container
    return undefined
  }

  function logOf(id: string): ContainerLog | undefined {
    const known = logs.get(id)
    if (known) return known
    const spec = files.read(id)
    if (spec === undefined) return undefined
    const opened = openContainerLog(calls, files.directory, id, spec.logFile)
    logs.set(id, opened)
    return opened
  }

  function followLog(container: Inspection): void {
    const id = idOf(container)
    // Cut off: followed again when the container starts or the engine is back.
    logOf(id)
      ?.follow(container.Id)
      .catch((error: unknown) => log.info({ instance: id, reason: String(error) }, 'a container log was cut off'))
  }

  /** The kernel ends one process of the group, and a server would start it again for ever: the instance ends as a whole, as in Kubernetes. */
  function endForMemory(container: Inspection): void {
    const id = idOf(container)
    if (outOfMemory.has(container.Id) || !container.State.Running) return
    outOfMemory.add(container.Id)
    const spec = files.read(id)
    const mib = Math.round(container.HostConfig.Memory / 1024 ** 2)
    if (spec)
      appendLogLine(spec.logFile, 'E', `MemoryLimitExceeded: the container needed more than the ${mib} MiB it is allowed (OOMKilled).`)
    calls
      .send({ method: 'POST', path: `/containers/${container.Id}/kill` })
      .catch((error: unknown) => log.info({ instance: id, reason: String(error) }, 'a container without memory could not be ended'))
  }

  link.onChange((container, action) => {
    if (!isServer(container)) return
    if (action === 'start') followLog(container)
    if (action === 'oom') endForMemory(container)
    if (action !== 'look') for (const listener of exitListeners) listener(idOf(container))
  })
  link.onAvailability((state) => {
    if (state === 'lost') {
      lostAt = Date.now()
      servers.forgetTraits()
      listenersOfStarts.clear()
      for (const one of logs.values()) one.stop()
      return
    }
    servers.traits().catch((error: unknown) => log.info({ reason: String(error) }, 'the engine said nothing of itself'))
    for (const container of link.containers().values()) if (isServer(container) && container.State.Pid > 0) followLog(container)
  })

  function requireEngine(): void {
    const problem = link.problem()
    if (problem !== undefined) throw new ProblemError(problem, 503)
    if (!link.isReady()) throw engineUnavailable('it has not answered yet')
  }

  function addressOf(container: Inspection, spec: InstanceSpec | undefined): InstanceAddress {
    const port = spec?.container && container.State.Running ? hostPortOf(container, spec.container.routes.scoring) : undefined
    if (port === undefined) return {}
    const start = `${container.Id} ${container.State.StartedAt} ${port}`
    const listener = listenersOfStarts.get(start) ?? listenerOf(port)
    if (listener === undefined) return tellsListeners ? {} : { host: '127.0.0.1', port, container: container.Config.Hostname }
    listenersOfStarts.set(start, listener)
    return { host: '127.0.0.1', port, listener, container: container.Config.Hostname }
  }

  function observationOf(id: string, container: Inspection | undefined): InstanceObservation {
    if (container === undefined || container.State.Status === 'created') return { state: 'gone' }
    const spec = files.read(id)
    if (container.State.Running) {
      const memoryBytes = uses.get(id)?.memoryBytes
      return {
        state: 'running',
        pid: container.State.Pid,
        startedAt: new Date(container.State.StartedAt).toISOString(),
        address: addressOf(container, spec),
        ...(memoryBytes === undefined ? {} : { memoryBytes }),
        how: `container ${container.Id.slice(0, 12)}`,
      }
    }
    const known = exitOf(container, () => (spec === undefined ? [] : readRunLines(spec.logFile)))
    const exit = outOfMemory.has(container.Id) ? { ...known, reason: 'OOMKilled' } : known
    const endedByEngine = lostAt !== undefined && exit.reason === undefined && Date.parse(exit.at) >= lostAt - stopExtraMs
    return endedByEngine ? { ...exit, reason: 'EngineStopped' } : exit
  }

  function observeNow(id: string): InstanceObservation {
    if (link.isReady()) return observationOf(id, serverOf(id))
    return { state: 'unknown', problem: link.problem() ?? engineUnavailable('it has not answered yet').problem }
  }

  async function startOnce(spec: InstanceSpec, made?: string): Promise<InstanceAddress> {
    if (isEnding) throw stopping()
    requireEngine()
    files.write(spec)
    const name = containerName(agentId, spec.id, 'inference-server')
    const before = serverOf(spec.id)
    if (before?.State.Running) return addressOf(before, spec)
    mkdirSync(dirname(spec.logFile), { recursive: true, mode: 0o700 })
    const id = before?.Id ?? made ?? (await servers.ensure(spec))
    failpoint('container-made')
    appendLogLine(
      spec.logFile,
      'I',
      `Starting instance ${spec.id} with ${spec.container?.image ?? ''} as container ${id.slice(0, 12)} (${name})`,
    )
    try {
      await calls.send({ method: 'POST', path: `/containers/${id}/start` })
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error
      await link.refresh(id)
      throw startFailed(error.message)
    }
    failpoint('container-run')
    const started = await link.refresh(id)
    if (started === undefined) throw startFailed('the container was removed while it started')
    followLog(started)
    return addressOf(started, spec)
  }

  /** @param made engine id of the container, where it was made a moment ago */
  function start(spec: InstanceSpec, made?: string): Promise<InstanceAddress> {
    checkId(spec.id)
    const running = starting.get(spec.id)
    if (running !== undefined) return running
    const started = startOnce(spec, made).finally(() => starting.delete(spec.id))
    starting.set(spec.id, started)
    return started
  }

  async function removeServer(id: string, idOrName: string): Promise<void> {
    const container = serverOf(id)
    await orMissing(calls.send({ method: 'DELETE', path: `/containers/${idOrName}`, query: { force: true, v: true } }))
    if (!container) return
    link.forget(container.Id)
    outOfMemory.delete(container.Id)
    for (const start of listenersOfStarts.keys()) if (start.startsWith(`${container.Id} `)) listenersOfStarts.delete(start)
  }

  const acts: ServerActs = {
    servers,
    start,
    removeServer,
    log,
    seesPrograms: () => seesPrograms,
    // The tests' engine runs no processes.
    beginsAfter: async (...look) => options.programTicks === undefined && beginsAfter(...look),
    programTicks(containerId) {
      const state = link.containers().get(containerId)?.State
      const ticks = state?.Running ? (options.programTicks ?? programTicks)(containerId, state.Pid) : undefined
      if (state?.Running && ticks === undefined) seesPrograms = false
      return ticks
    },
  }

  async function stopNow(id: string, graceMs: number): Promise<void> {
    requireEngine()
    const container = serverOf(id)
    if (!container?.State.Running) return
    await orMissing(
      calls.send({
        method: 'POST',
        path: `/containers/${container.Id}/stop`,
        query: { t: Math.ceil(graceMs / 1000) },
        deadlineMs: graceMs + stopExtraMs,
      }),
    )
    await link.refresh(container.Id)
    await logOf(id)?.drain(container.Id, drainMs)
  }

  const sample = () => {
    const servers = [...link.containers().values()].filter((one) => isServer(one) && one.State.Running)
    return sampling.sample(servers.map((one) => ({ id: idOf(one), container: one.Id })))
  }
  const sampler = setInterval(sample, sampleMs)
  const watcher = setInterval(() => {
    if (rotate === undefined) return
    for (const container of link.containers().values()) {
      const spec = isServer(container) && container.State.Running ? files.read(idOf(container)) : undefined
      if (spec !== undefined) rotate(spec.logFile)
    }
  }, watchMs)
  for (const one of [sampler, watcher]) one.unref()

  return {
    kind: 'docker',
    start: (spec) => start(spec),
    observe: async (id) => {
      checkId(id)
      return observeNow(id)
    },
    async probe(id, timeoutMs, kind = 'readiness') {
      checkId(id)
      const container = serverOf(id)
      const route = files.read(id)?.container?.routes[kind]
      const port = container?.State.Running && route ? hostPortOf(container, route) : undefined
      if (port === undefined || route === undefined) return false
      const isReady = await probePort(port, route.path, timeoutMs)
      // Before the server listens the port's forwarder refuses at once; asking all the time would take the cores it starts on.
      if (!isReady) await new Promise((resolve) => setTimeout(resolve, refusedPauseMs))
      // An answer counts only while the port is still this container's.
      const now = serverOf(id)
      return isReady && now?.State.Running === true && hostPortOf(now, route) === port
    },
    async stop(id, graceMs) {
      checkId(id)
      await starting.get(id)?.catch(() => {
        // start() itself reports it; stopping goes on with whatever exists.
      })
      await stopNow(id, graceMs)
    },
    async endStarts() {
      isEnding = true
      await Promise.race([Promise.allSettled(starting.values()), delay(endStartsMs)])
    },
    async deliver(place, stage, writer, signal, around) {
      checkId(place.id)
      await link.settled(settleMs)
      requireEngine()
      const { container, instanceDir } = place
      if (container === undefined) throw new Error(`instance ${place.id} has no container part`)
      const from = {
        ...(container.modelsAt === undefined ? {} : { models: join(instanceDir, 'azureml-models') }),
        ...(container.codeAt === undefined ? {} : { code: join(instanceDir, 'code') }),
      }
      const delivery = { calls, owner: ownerOf(agentId, place), container, from, shells, log: writer, signal }
      const isEmpty = sentFolders(delivery).length === 0
      if (isEmpty) writer.info('Nothing to put into the container: no model and no code.')
      const staged = isEmpty ? await stage() : await fillAndStart({ delivery, stage, around }, acts)
      await removeStaged(instanceDir)
      return staged
    },
    async remove(id) {
      checkId(id)
      requireEngine()
      const container = serverOf(id)
      if (container) await logOf(id)?.drain(container.Id, drainMs)
      await Promise.all([removeServer(id, containerName(agentId, id, 'inference-server')), removeInitializer(calls, agentId, id)])
      await removeVolumes(calls, agentId, id)
      await removeStaged(join(layout.instances, id))
      logs.get(id)?.forget()
      logs.delete(id)
      uses.delete(id)
      files.remove(id)
    },
    async list() {
      await link.settled(settleMs)
      requireEngine()
      const filters = JSON.stringify({ label: [`${labels.agent}=${agentId}`] })
      const { Volumes } = await calls.json<{ Volumes: { Labels: Record<string, string> | null }[] | null }>({
        method: 'GET',
        path: '/volumes',
        query: { filters },
      })
      const ids = new Set([
        ...files.ids(),
        ...[...link.containers().values()].map(idOf),
        ...(Volumes ?? []).map((volume) => volume.Labels?.[labels.instance] ?? ''),
      ])
      return [...ids].filter((id) => safeId.test(id)).map((id) => ({ id, observation: observationOf(id, serverOf(id)) }))
    },
    onExit: (listener) => void exitListeners.add(listener),
    async explain(spec) {
      const container = serverOf(spec.id)
      const observation = observeNow(spec.id)
      if (container && observation.state === 'exited') await logOf(spec.id)?.drain(container.Id, drainMs)
      const ended = observation.state === 'exited' ? observation : undefined
      return explainFailure({
        exitCode: ended?.exitCode ?? null,
        signal: ended?.signal ?? null,
        ...(ended?.reason === undefined ? {} : { reason: ended.reason }),
        running: observation.state === 'running',
        gone: observation.state === 'gone',
        lines: readRunLines(spec.logFile),
        entryScript: spec.entryScript,
        appRoot: spec.appRoot,
        ...(spec.modelDir === undefined ? {} : { modelDir: spec.modelDir }),
      })
    },
    problem: link.problem,
    onAvailability: link.onAvailability,
    use: (id) => uses.get(id),
    containerOf(id) {
      const container = serverOf(id)
      const spec = container && files.read(id)
      if (container === undefined || spec === undefined) return undefined
      const hostPort = addressOf(container, spec).port
      const name = container.Name.replace(/^\//, '')
      return {
        id: container.Id,
        name,
        image: spec.container?.image ?? container.Config.Image,
        ...(hostPort === undefined ? {} : { hostPort }),
      }
    },
    close() {
      for (const one of [sampler, watcher]) clearInterval(one)
      for (const one of logs.values()) one.stop()
      link.close()
      exitListeners.clear()
    },
  }
}
