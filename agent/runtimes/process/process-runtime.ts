import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync, statSync, watch } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { defaultRotation, type RotationLimits, recoverRotation, rotateLog } from '@/agent/logs/log-pieces'
import { ensureSocketDirectory } from '@/agent/private-files'
import { type InstanceAddress, type InstanceObservation, type InstanceSpec, type Runtime, stopping } from '@/agent/runtimes/runtime'
import { explainFailure } from '@/lib/domain/explain/explain'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'
import { type InstanceRecord, instanceFiles, socketPathOf } from './instance-files'
import { appendLogLine, readRunLines } from './instance-log'
import { createInstanceObserver } from './instance-observer'
import { listTree } from './list-tree'
import { measureGroup } from './memory-watchdog'
import { probeSocket } from './probe'
import { bootId, type ProcessRow, processVariable, readProcess, readProcesses, sendSignal } from './process-table'
import { installShimFiles } from './shim-files'
import { dumpStacks } from './stack-dump'
import { createWarmParents } from './warm-parents'
import { homeMark, instanceMark, workerEnvironment } from './worker-environment'

export interface ProcessRuntimeOptions {
  /** The environment the allow-list reads from; default: the agent's own. */
  hostEnvironment?: NodeJS.ProcessEnv
  /** How often memory is measured and silent deaths are looked for. */
  watchMs?: number
  /** RLIMIT_NOFILE of the workers. */
  openFiles?: number
  /** When the workers' logs are set aside and dropped. */
  logLimits?: RotationLimits
  /** Warm parents: false = every instance is a fresh process. */
  warm?: false | { idleMs?: number; prepareAfterMs?: number }
  /** Sets a log aside when it has grown beyond its limits; the agent leaves that to its log thread. */
  rotate?(path: string): void
}

/** gunicorn's own grace must end before the agent's, or stopping a hung worker would always end in KILL. */
const gracefulTimeoutSeconds = 5
/** An environment that was not touched for so long needs no warm parent. */
const warmIdleMs = 60 * 60_000
const warmPrepareAfterMs = 300
const safeId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/

/**
 * Runs instances as processes of this computer: the official inference server in the built environment, on a Unix socket, in its
 * own session below a shim that outlives the agent (see shim.sh, launcher.py). `close()` stops watching and leaves workers running.
 */
export function createProcessRuntime(layout: HomeLayout, options: ProcessRuntimeOptions = {}): Runtime & { close(): void } {
  const { hostEnvironment = process.env, watchMs = 1000, openFiles = 65_536, logLimits = defaultRotation } = options
  const rotate = options.rotate ?? ((path: string) => void rotateLog(path, logLimits))
  const files = instanceFiles(layout)
  const boot = bootId()
  const scripts = installShimFiles(layout)
  const listeners = new Set<(id: string) => void>()
  const starting = new Map<string, Promise<InstanceAddress>>()
  /** Instances seen running whose end has not been told yet. */
  const live = new Set<string>()
  const memory = new Map<string, number>()
  /** Instances whose environment was prepared for the next start. */
  const prepared = new Set<string>()
  let isEnding = false
  files.prepare()
  const { idleMs = warmIdleMs, prepareAfterMs = warmPrepareAfterMs } = options.warm || {}
  const warm = createWarmParents({ layout, script: scripts.warm, idleMs, prepareAfterMs })

  function checkId(id: string): void {
    if (safeId.test(id)) return
    throw new ProblemError({ code: 'BadArgument', message: `"${id}" is not an instance id.`, origin: 'agent', retryable: false })
  }

  const { markedPids, livingShim, completeRecord, observe } = createInstanceObserver(layout.home, files, boot)

  function observeNow(id: string): InstanceObservation {
    const observation = observe(id)
    if (observation.state !== 'running') return observation
    live.add(id)
    const memoryBytes = memory.get(id)
    return memoryBytes === undefined ? observation : { ...observation, memoryBytes }
  }

  function tellExit(id: string): void {
    if (!live.delete(id)) return
    memory.delete(id)
    for (const listener of listeners) listener(id)
  }

  /** One look at all instances: logs and memory above their limits, and ends that left no exit file. */
  function watchInstances(): void {
    if (live.size === 0) return
    const rows = readProcesses()
    for (const id of [...live]) {
      if (observeNow(id).state !== 'running') {
        tellExit(id)
        continue
      }
      const record = files.readRecord(id)
      // What keeps a log from being set aside may be gone at the next look.
      if (record !== undefined) rotate(record.spec.logFile)
      const group = record?.shim?.pid
      if (record === undefined || group === undefined) continue
      const use = measureGroup(
        rows.filter((row) => row.group === group),
        record.spec.memoryBytes,
      )
      memory.set(id, use.bytes)
      if (!use.exceeded || record.spec.memoryBytes === undefined) continue
      files.writeReason(id, 'MemoryLimitExceeded')
      const mib = (bytes: number) => Math.round(bytes / 1024 / 1024)
      appendLogLine(
        record.spec.logFile,
        'E',
        `MemoryLimitExceeded: ${mib(use.bytes)} MiB used, ${mib(record.spec.memoryBytes)} MiB allowed.`,
      )
      // The server alone: the shim then notes the end and clears the group.
      sendSignal(files.readServerPid(id) ?? -group, 'SIGKILL')
    }
  }

  const watcher = watch(files.directory, { persistent: false }, (_event, name) => {
    if (name?.endsWith('.exit') && existsSync(join(files.directory, name))) tellExit(name.slice(0, -'.exit'.length))
  })
  const timer = setInterval(watchInstances, watchMs)
  timer.unref()
  for (const id of files.ids()) {
    const logFile = files.readRecord(id)?.spec.logFile
    if (logFile !== undefined && existsSync(logFile)) recoverRotation(logFile)
    observeNow(id)
  }

  function endMarked(id: string): void {
    for (const row of markedPids(id)) sendSignal(row.pid, 'SIGKILL')
  }

  async function startOnce(spec: InstanceSpec): Promise<InstanceAddress> {
    if (isEnding) throw stopping()
    const before = observeNow(spec.id)
    if (before.state === 'running') return before.address
    const ended = before.state === 'exited' ? before : undefined
    // The record is written before anything is started: without one there is nothing to look for.
    if (files.readRecord(spec.id) !== undefined) endMarked(spec.id)
    files.clearRun(spec.id)
    const socketPath = socketPathOf(layout.run, spec.id)
    ensureSocketDirectory(layout.run, socketPath)
    rmSync(socketPath, { force: true })
    mkdirSync(dirname(spec.logFile), { recursive: true, mode: 0o700 })
    const record: InstanceRecord = { spec, socketPath, startedAt: new Date().toISOString() }
    files.writeRecord(record)
    appendLogLine(spec.logFile, 'I', `Starting instance ${spec.id} with ${spec.python}${describeEnd(ended)}`)
    const environment = workerEnvironment(spec, layout.home, hostEnvironment)
    const argv = [socketPath, String(gracefulTimeoutSeconds), warm.recordOf(spec.python)]
    const { pid, how } = await launch(spec, environment, argv)
    const row = pid === undefined ? undefined : readProcess(pid)
    const shim = row && { pid: row.pid, startTime: row.startTime, bootId: boot }
    files.writeRecord({ ...record, how, ...(shim === undefined ? {} : { shim }) })
    live.add(spec.id)
    return { socketPath }
  }

  /** Forked from a warm parent where that is possible, else as a process of its own below the shim. */
  async function launch(spec: InstanceSpec, environment: Record<string, string>, argv: string[]) {
    const [exitFile, pidFile] = [files.path(spec.id, 'exit'), files.path(spec.id, 'pid')]
    const forked =
      options.warm === false
        ? { forked: false as const, how: 'fresh process: warm parents are switched off' }
        : await warm.fork({ spec, environment, arguments: argv, exitFile, pidFile, openFiles })
    if (forked.forked) return forked
    // Whatever a parent began before it fell silent must not serve beside the fresh process.
    endMarked(spec.id)
    files.clearRun(spec.id)
    appendLogLine(spec.logFile, 'I', forked.how)
    const log = openSync(spec.logFile, 'a', 0o600)
    try {
      const child = spawn('/bin/sh', [scripts.shim, exitFile, pidFile, String(openFiles), spec.python, scripts.launcher, ...argv], {
        cwd: spec.appRoot,
        detached: true,
        env: environment as NodeJS.ProcessEnv,
        stdio: ['ignore', log, log],
      })
      child.unref()
      await once(child, 'spawn')
      return { pid: child.pid, how: forked.how }
    } finally {
      closeSync(log)
    }
  }

  async function stopNow(id: string, graceMs: number): Promise<void> {
    const found = files.readRecord(id)
    const record = found === undefined ? undefined : completeRecord(found)
    const shim = record === undefined ? undefined : livingShim(record)
    if (shim !== undefined) {
      sendSignal(shim.pid, 'SIGTERM')
      await until(graceMs, () => readExitOrDeath(id, shim))
      if (readProcess(shim.pid)?.startTime === shim.startTime) sendSignal(-shim.group, 'SIGKILL')
    }
    const empty = await until(10_000, () => {
      const left = markedPids(id)
      for (const row of left) sendSignal(row.pid, 'SIGKILL')
      return left.length === 0
    })
    if (!empty) {
      throw new ProblemError(
        {
          code: 'Agent.InstanceNotStopped',
          message: `Processes of instance ${id} are still alive after KILL.`,
          origin: 'runtime',
          retryable: true,
        },
        500,
      )
    }
    if (record === undefined) return
    rmSync(record.socketPath, { force: true })
    if (record.shim !== undefined && files.readExit(id) === undefined) files.writeExit(id, 128 + 9, new Date())
    tellExit(id)
  }

  const readExitOrDeath = (id: string, shim: ProcessRow) =>
    files.readExit(id) !== undefined || readProcess(shim.pid)?.startTime !== shim.startTime

  return {
    kind: 'process',
    start(spec) {
      checkId(spec.id)
      const running = starting.get(spec.id)
      if (running !== undefined) return running
      const started = startOnce(spec).finally(() => starting.delete(spec.id))
      starting.set(spec.id, started)
      return started
    },
    observe: async (id) => {
      checkId(id)
      return observeNow(id)
    },
    async probe(id, timeoutMs) {
      checkId(id)
      const record = files.readRecord(id)
      if (record === undefined || observeNow(id).state !== 'running') return false
      const isReady = await probeSocket(record.socketPath, timeoutMs, () => observeNow(id).state === 'running')
      // What is debugged is started once; nobody waits for it.
      const isDebugged = record.spec.environmentVariables.SCOREPOINT_DEBUG_PORT !== undefined
      if (isReady && options.warm !== false && !isDebugged && !prepared.has(id)) {
        prepared.add(id)
        warm.prepare(record.spec.python, workerEnvironment(record.spec, layout.home, hostEnvironment))
      }
      return isReady
    },
    stop: async (id, graceMs) => {
      checkId(id)
      await starting.get(id)?.catch(() => {
        // start() itself reports it; stopping goes on with whatever exists.
      })
      await stopNow(id, graceMs)
    },
    async remove(id) {
      checkId(id)
      if (observeNow(id).state === 'running') await stopNow(id, 0)
      const directory = files.readRecord(id)?.spec.instanceDir ?? join(layout.instances, id)
      if (isInside(layout.instances, directory)) removeReadOnly(directory)
      files.remove(id)
      prepared.delete(id)
    },
    async list() {
      const ids = new Set(files.ids())
      const found = [...ids].map((id) => ({ id, observation: observeNow(id) }))
      for (const row of readProcesses()) {
        const id = row.zombie ? undefined : processVariable(row.pid, instanceMark)
        if (id === undefined || ids.has(id) || processVariable(row.pid, homeMark) !== layout.home) continue
        ids.add(id)
        found.push({ id, observation: { state: 'running', pid: row.pid, startedAt: new Date(0).toISOString(), address: {} } })
      }
      return found
    },
    onExit: (listener) => {
      listeners.add(listener)
    },
    async explain(spec) {
      const observation = observeNow(spec.id)
      const group = files.readRecord(spec.id)?.shim?.pid
      if (observation.state === 'running' && group !== undefined) {
        await dumpStacks(
          readProcesses().filter((row) => row.group === group && row.pid !== group),
          spec.logFile,
        )
      }
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
        ...(spec.modelDir === undefined ? {} : { modelDir: spec.modelDir, modelTree: listTree(spec.modelDir, 200) }),
      })
    },
    async endStarts() {
      isEnding = true
      await Promise.allSettled(starting.values())
      await warm.endAll()
    },
    close() {
      clearInterval(timer)
      watcher.close()
      warm.close()
      listeners.clear()
    },
  }
}

/** How the run before ended, for the line that begins the next one; the log view draws its divider from it. */
function describeEnd(ended: { exitCode: number | null; signal: string | null; reason?: string } | undefined): string {
  if (ended === undefined) return ''
  const how = ended.signal === null ? `ended with code ${ended.exitCode ?? 'unknown'}` : `was ended by ${ended.signal}`
  return `; the run before ${how}${ended.reason === undefined ? '' : ` (${ended.reason})`}.`
}

/** Polls until `done` or the time is over; says whether it was done. */
async function until(timeoutMs: number, done: () => boolean): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  for (let pauseMs = 5; ; pauseMs = Math.min(100, pauseMs * 1.5)) {
    if (done()) return true
    if (performance.now() >= deadline) return false
    await delay(pauseMs)
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(resolve(root), resolve(path))
  return way !== '' && !way.startsWith('..')
}

/** Removes a staged tree whose folders are read-only. */
function removeReadOnly(directory: string): void {
  if (!existsSync(directory)) return
  const pending = [directory]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    chmodSync(next, (statSync(next).mode & 0o777) | 0o700)
    for (const entry of readdirSync(next, { withFileTypes: true })) if (entry.isDirectory()) pending.push(join(next, entry.name))
  }
  rmSync(directory, { recursive: true, force: true })
}
