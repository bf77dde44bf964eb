/**
 * Keeps the router process alive and fed: started detached, so that it outlives the agent; adopted when it already runs; started again
 * the moment it dies. The table is on disk before the router is told, so a router without an agent starts with the newest one.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { RouterDoor } from '@/agent/control/routing'
import { writePrivateFile } from '@/agent/private-files'
import type { AgentLog } from '@/agent/reconcile/context'
import { routerNodeOptions } from '@/agent/router/node-options'
import type { RouterReport, RoutingTable } from '@/agent/router/table'
import { putTable, readWatch, type Watch } from '@/agent/router-control-client'
import { endMarked } from '@/agent/runtimes/process/end-marked'
import { bootId, processVariable, readProcess, sendSignal } from '@/agent/runtimes/process/process-table'
import { createScoringPort, holderMark } from '@/agent/scoring-port/scoring-port'
import type { HomeLayout } from '@/lib/domain/home-layout'
import type { Problem } from '@/lib/problems/problem'

const routerMark = 'SCOREPOINT_ROUTER'
const connectEveryMs = 15
/** The router speaks at least once a second; so long without a word means it hangs. */
const silenceMs = 10_000
/** A start that takes longer is given up. */
const startLimitMs = 15_000
/** A router that served for less than this counts as one that does not run. */
const quickDeathMs = 500
/** So many quick deaths in a row are answered by starting again at once. */
const quickDeathsForgiven = 2
const longestRestartDelayMs = 5000
/** A killed process of a busy machine is gone by then. */
const killLimitMs = 2000
const passedThrough = [/^LANG$/, /^LC_/, /^TZ$/, /^PATH$/, /^HOME$/, /^TMPDIR$/, /^SCOREPOINT_MAX_BODY_BYTES$/]

export interface RouterSupervisorOptions {
  layout: HomeLayout
  scoringPort: number
  /** Absolute path of the router's bundle. */
  routerScript: string
  log: AgentLog
}

export interface RouterSupervisor extends RouterDoor {
  /** Resolves when the router runs and answered once. @throws when it cannot be started (see logs/router.log). */
  start(): Promise<void>
  /** Port the running router listens on. */
  port(): number | undefined
  /** Stops watching; the router goes on serving. */
  close(): void
  /** Ends the router: running requests may finish, then it is killed. */
  shutdown(graceMs: number): Promise<void>
}

interface RouterInfo {
  pid: number
  startTime: string
  bootId: string
  port: number
}

/** The same for every agent over this data folder, different for every other. */
function installationId(layout: HomeLayout): string {
  return createHash('sha256').update(realpathSync(layout.home)).digest('hex').slice(0, 16)
}

function readInfo(layout: HomeLayout): RouterInfo | undefined {
  try {
    const info: unknown = JSON.parse(readFileSync(layout.routerInfo, 'utf8'))
    if (typeof info !== 'object' || info === null) return undefined
    const { pid, startTime, bootId: boot, port } = info as Record<string, unknown>
    if (typeof pid !== 'number' || typeof startTime !== 'string' || typeof boot !== 'string' || typeof port !== 'number') return undefined
    return { pid, startTime, bootId: boot, port }
  } catch {
    return undefined // never started, or half a file of a dead one
  }
}

function readTail(path: string, lines: number): string {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  } catch {
    return ''
  }
}

/** The whole picture after a partial report. A deployment that is not named stands as it was said. */
function addReport(before: RouterReport, news: RouterReport): RouterReport {
  for (const [uid, { deployments, unrouted }] of Object.entries(news.endpoints)) {
    before.endpoints[uid] = { deployments: { ...before.endpoints[uid]?.deployments, ...deployments }, unrouted }
  }
  Object.assign(before.instances, news.instances)
  before.completed = Object.assign(before.completed ?? {}, news.completed)
  return { ...before, pid: news.pid, startedAt: news.startedAt, tableVersion: news.tableVersion }
}

export function createRouterSupervisor(options: RouterSupervisorOptions): RouterSupervisor {
  const { layout, log } = options
  const scoringPort = createScoringPort({ layout, port: options.scoringPort, installation: installationId(layout), log })
  const listeners = new Set<(report: RouterReport) => void>()
  const waiting: { version: number; resolve: () => void; reject: (error: Error) => void }[] = []
  let table: RoutingTable | undefined
  let newest: RouterReport | undefined
  let live: { pid: number; startTime: string } | undefined
  let watch: Watch | undefined
  let ending: 'closed' | 'shut down' | undefined
  let quickDeaths = 0
  let plainNode = false
  let trouble: Problem | undefined
  let sending: Promise<void> | undefined
  let liveVersion = 0
  let started = false
  let onStarted: () => void = () => undefined
  let onStartFailed: (error: Error) => void = () => undefined
  /** performance.now() of the last word of the router. */
  let heardAt = 0

  function isAlive(identity: { pid: number; startTime: string } | undefined): boolean {
    if (!identity) return false
    const row = readProcess(identity.pid)
    return row !== undefined && !row.zombie && row.startTime === identity.startTime
  }

  /** The router of an earlier agent: pid, start time, boot and mark must all fit. */
  function adoptable(): { pid: number; startTime: string } | undefined {
    const info = readInfo(layout)
    if (!info || info.bootId !== bootId() || !isAlive(info)) return undefined
    return processVariable(info.pid, routerMark) === installationId(layout) ? info : undefined
  }

  /** @param taking what goes before the command line so that the router gets the held socket; undefined = it binds the port itself */
  function launch(taking: string[] | undefined): { pid: number; startTime: string } | undefined {
    mkdirSync(layout.logs, { recursive: true, mode: 0o700 })
    mkdirSync(layout.run, { recursive: true, mode: 0o700 })
    const kept = Object.entries(process.env).filter(([name]) => passedThrough.some((pattern) => pattern.test(name)))
    const logFile = openSync(join(layout.logs, 'router.log'), 'a', 0o600)
    try {
      const command = [...(taking ?? []), process.execPath, ...(plainNode ? [] : routerNodeOptions), options.routerScript]
      const child = spawn(command[0] ?? process.execPath, command.slice(1), {
        detached: true,
        stdio: ['ignore', logFile, logFile],
        env: {
          ...Object.fromEntries(kept),
          NODE_ENV: 'production',
          // Node 22.1 and later start the next router from compiled code.
          NODE_COMPILE_CACHE: join(layout.cache, 'node'),
          SCOREPOINT_HOME: layout.home,
          SCOREPOINT_SCORING_PORT: String(options.scoringPort),
          ...(taking ? { SCOREPOINT_SCORING_FD: '3' } : {}),
          [routerMark]: installationId(layout),
        },
      })
      child.on('error', (error) => log.error({ err: error }, 'the router could not be started'))
      child.on('exit', (code) => {
        // Exit code 9: this Node does not know one of the options; the router then runs with Node's own defaults.
        if (code === 9 && !plainNode)
          log.warn({ code }, 'the router starts without memory options: this version of Node refuses one of them')
        if (code === 9) plainNode = true
      })
      child.unref()
      const row = child.pid === undefined ? undefined : readProcess(child.pid)
      return row && { pid: row.pid, startTime: row.startTime }
    } finally {
      closeSync(logFile)
    }
  }

  /** Sends the newest table until the router has it; one sender at a time. */
  function send(): void {
    if (sending || !table || ending) return
    const wanted = table
    sending = putTable(layout.routerControlSocket, wanted)
      .then((result) => {
        if (!result.ok) {
          log.error({ message: result.message, version: wanted.version }, 'the router refused a routing table')
          settle(wanted.version, new Error(`the router refused the routing table: ${result.message}`))
          return
        }
        liveVersion = wanted.version
        settle(wanted.version)
      })
      .catch(() => undefined) // the router went away meanwhile; the next connection sends again
      .finally(() => {
        sending = undefined
        if (table && table.version > wanted.version && watch) send()
      })
  }

  function settle(version: number, error?: Error): void {
    for (const entry of [...waiting]) {
      if (entry.version > version) continue
      waiting.splice(waiting.indexOf(entry), 1)
      if (error) entry.reject(error)
      else entry.resolve()
    }
  }

  function onReport(report: RouterReport): void {
    newest = report.partial && newest ? addReport(newest, report) : report
    heardAt = performance.now()
    trouble = undefined
    started = true
    onStarted()
    if (table && report.tableVersion !== table.version) {
      liveVersion = report.tableVersion
      send()
    }
    for (const listener of listeners) listener(report)
  }

  /** One life of a router: found or started, watched until it is gone. */
  async function oneLife(): Promise<void> {
    const since = performance.now()
    live = adoptable()
    if (live) log.info({ pid: live.pid }, 'adopted the router')
    else {
      rmSync(layout.routerControlSocket, { force: true })
      const taking = await scoringPort.ensure()
      if (ending) return
      live = launch(taking)
      log.info({ pid: live?.pid }, 'started the router')
    }
    let heardSince: number | undefined
    while (!ending && isAlive(live)) {
      try {
        watch = await readWatch(layout.routerControlSocket, silenceMs, (report) => {
          heardSince ??= performance.now()
          onReport(report)
        })
        send()
        await watch.ended
      } catch {
        // Not listening yet, or gone: the loop looks whether the process is alive.
      } finally {
        watch = undefined
      }
      const isHung = heardSince !== undefined ? performance.now() - heardAt > silenceMs : performance.now() - since > startLimitMs
      if (isHung && live && !ending) {
        log.error({ pid: live.pid }, 'the router does not answer; it is replaced')
        sendSignal(live.pid, 'SIGKILL')
      }
      if (!ending) await delay(connectEveryMs)
    }
    // The dead router's last word says nothing about now: whoever asks must hear that nobody answers.
    newest = undefined
    if (ending) return
    const lasted = performance.now() - since
    const served = heardSince !== undefined && performance.now() - heardSince > quickDeathMs
    quickDeaths = served ? 0 : quickDeaths + 1
    trouble = {
      code: 'Agent.RouterDown',
      message: `The router is not running; it is being started again. ${readTail(join(layout.logs, 'router.log'), 1)}`.trim(),
      origin: 'agent',
      retryable: true,
    }
    log.warn({ lasted: Math.round(lasted), quickDeaths }, 'the router ended')
  }

  async function keepAlive(): Promise<void> {
    while (!ending) {
      await oneLife()
      if (ending) break
      if (!started && quickDeaths >= 3) onStartFailed(new Error(trouble?.message ?? 'the router does not start'))
      // Restarts are immediate; one that keeps dying at once (its port is taken) is tried less and less often.
      const excess = quickDeaths - quickDeathsForgiven
      if (excess > 0) await delay(Math.min(longestRestartDelayMs, 200 * 2 ** excess))
    }
  }

  function end(how: 'closed' | 'shut down'): void {
    ending ??= how
    watch?.close()
    for (const entry of waiting.splice(0)) entry.reject(new Error('the agent is stopping'))
  }

  return {
    start() {
      return new Promise((resolve, reject) => {
        onStarted = resolve
        onStartFailed = reject
        keepAlive().catch((error: unknown) => {
          log.error({ err: error }, 'the router supervisor failed')
          reject(error instanceof Error ? error : new Error(String(error)))
        })
      })
    },
    setTable(next) {
      table = next
      // Made from the journal, and made again at the agent's start: the disk need not be waited for.
      writePrivateFile(layout.routingTable, JSON.stringify(next), false)
      if (liveVersion >= next.version) return Promise.resolve()
      const done = new Promise<void>((resolve, reject) => waiting.push({ version: next.version, resolve, reject }))
      if (watch) send()
      return done
    },
    report: () => newest,
    onReport(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    problem: () => trouble,
    port: () => readInfo(layout)?.port,
    close: () => end('closed'),
    async shutdown(graceMs) {
      end('shut down')
      // First, so that the port closes as soon as the router stops listening, instead of keeping callers waiting for nobody.
      await scoringPort.release()
      const target = live && isAlive(live) ? live : adoptable()
      if (target) {
        sendSignal(target.pid, 'SIGTERM')
        const deadline = performance.now() + graceMs
        while (isAlive(target) && performance.now() < deadline) await delay(20)
      }
      // By their marks: a router, or the holder of its port, that was started a moment before its agent was killed is in no record yet.
      const installation = installationId(layout)
      await endMarked({ [routerMark]: installation, [holderMark]: installation }, killLimitMs)
      // Where environments cannot be looked at.
      if (!isAlive(target)) return
      if (target) sendSignal(target.pid, 'SIGKILL')
      const deadline = performance.now() + killLimitMs
      while (isAlive(target) && performance.now() < deadline) await delay(20)
    },
  }
}
