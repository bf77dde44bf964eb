/**
 * Keeps what is known about our containers true: subscribes to the engine's events first, then lists, so that nothing is missed in
 * between; says at once when the engine is lost, because the ports of its containers are nobody's from then on.
 */
import type { IncomingMessage } from 'node:http'
import type { AgentLog } from '@/agent/reconcile/context'
import { labels } from '@/agent/runtimes/docker/create-body'
import { type EngineCalls, engineUnavailable, isUnavailable, orMissing } from '@/agent/runtimes/docker/engine-calls'
import type { Problem } from '@/lib/problems/problem'
import { ProblemError } from '@/lib/problems/problem'

/** The parts of a container's inspection that are read. */
export interface Inspection {
  Id: string
  Name: string
  Image: string
  Created: string
  State: {
    Status: string
    Running: boolean
    Paused: boolean
    OOMKilled: boolean
    Pid: number
    ExitCode: number
    Error: string
    StartedAt: string
    FinishedAt: string
  }
  Config: { Labels: Record<string, string> | null; Hostname: string; Image: string }
  HostConfig: { Memory: number }
  NetworkSettings: { Ports: Record<string, { HostIp: string; HostPort: string }[] | null> | null }
}

interface EngineEvent {
  Action: string
  Actor: { ID: string; Attributes?: Record<string, string> }
}

export interface EngineLinkOptions {
  calls: EngineCalls
  agentId: string
  log: AgentLog
  /** First and longest pause between tries to reach the engine. */
  retryMs?: { first: number; longest: number }
  /** How often everything is listed again though no event came. */
  relistMs?: number
  /** How often the engine is asked for a sign of life. */
  pingMs?: number
  deadlineMs?: number
}

const changing = new Set(['create', 'start', 'die', 'stop', 'kill', 'oom', 'destroy', 'pause', 'unpause', 'rename'])

export interface EngineLink {
  /** Our containers by engine id, as last inspected; empty while the engine is lost. */
  containers(): ReadonlyMap<string, Inspection>
  /** True once everything is known, until the engine is lost. */
  isReady(): boolean
  /** Resolves when the link is ready or has failed once, or after `ms`. */
  settled(ms: number): Promise<void>
  /** Why the engine cannot be used; undefined while it can. */
  problem(): Problem | undefined
  /** Looks at one container again. */
  refresh(containerId: string): Promise<Inspection | undefined>
  forget(containerId: string): void
  onChange(listener: (container: Inspection, action: string) => void): void
  onAvailability(listener: (state: 'lost' | 'back') => void): void
  close(): void
}

/** Begins at once and never ends by itself. */
export function createEngineLink({ calls, agentId, log, ...timing }: EngineLinkOptions): EngineLink {
  const { retryMs = { first: 250, longest: 5000 }, relistMs = 30_000, pingMs = 5000, deadlineMs } = timing
  const deadline = deadlineMs === undefined ? {} : { deadlineMs }
  const known = new Map<string, Inspection>()
  const changeListeners = new Set<(container: Inspection, action: string) => void>()
  const availabilityListeners = new Set<(state: 'lost' | 'back') => void>()
  const waiting = new Set<() => void>()
  const end = new AbortController()
  let ready = false
  /** The last try to reach it came to nothing. */
  let hasFailed = false
  let fault: Problem | undefined = engineUnavailable('it has not answered yet').problem
  let stream: IncomingMessage | undefined
  let timer: NodeJS.Timeout | undefined
  let pauseMs = retryMs.first
  let told = ''
  let pings = 0
  /** The newest ping that was answered. */
  let answered = 0

  const filter = JSON.stringify({ label: [`${labels.agent}=${agentId}`] })
  const isOurs = (one: Inspection) => one.Config.Labels?.[labels.agent] === agentId

  function settle(): void {
    for (const resolve of waiting) resolve()
    waiting.clear()
  }

  async function inspect(id: string): Promise<Inspection | undefined> {
    const found = await orMissing(calls.json<Inspection>({ method: 'GET', path: `/containers/${id}/json`, ...deadline }))
    if (found === undefined || !isOurs(found)) {
      known.delete(id)
      return undefined
    }
    known.set(found.Id, found)
    return found
  }

  /** A look that failed says nothing about the container, but nothing of it may be believed until the next one. */
  async function look(id: string, action: string): Promise<void> {
    const before = known.get(id)
    const now = await inspect(id)
    const told = now ?? before
    if (told !== undefined) for (const listener of changeListeners) listener(told, now === undefined ? 'destroy' : action)
  }

  async function listAll(): Promise<void> {
    const rows = await calls.json<{ Id: string }[]>({
      method: 'GET',
      path: '/containers/json',
      query: { all: true, filters: filter },
      ...deadline,
    })
    const ids = new Set(rows.map((row) => row.Id))
    for (const id of known.keys()) if (!ids.has(id)) await look(id, 'destroy')
    await Promise.all([...ids].map((id) => inspect(id)))
  }

  function lost(reason: unknown): void {
    stream?.destroy()
    stream = undefined
    const wasReady = ready
    ready = false
    hasFailed = true
    known.clear()
    fault =
      reason instanceof ProblemError ? reason.problem : engineUnavailable(reason instanceof Error ? reason.message : String(reason)).problem
    if (fault.message !== told) {
      told = fault.message
      log.warn({ problem: fault.message }, 'the container engine is not there')
    }
    if (wasReady) for (const listener of availabilityListeners) listener('lost')
    settle()
    if (end.signal.aborted) return
    clearTimeout(timer)
    timer = setTimeout(connect, pauseMs)
    timer.unref()
    pauseMs = Math.min(retryMs.longest, pauseMs * 2)
  }

  /** Events are JSON texts one after another, a line each. */
  function read(events: IncomingMessage): void {
    let text = ''
    events.setEncoding('utf8')
    events.on('data', (chunk: string) => {
      text += chunk
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) if (line.trim() !== '') heard(line)
    })
    const ended = (error?: Error) => {
      if (stream === events) lost(engineUnavailable(error ? `its events ended (${error.message})` : 'its events ended'))
    }
    events.on('error', ended)
    events.on('end', () => ended())
    events.on('close', () => ended())
  }

  function heard(line: string): void {
    let event: EngineEvent
    try {
      // Only texts that the engine itself wrote come over its socket; what is not read is not checked.
      event = JSON.parse(line) as EngineEvent
    } catch {
      log.warn({ line: line.slice(0, 200) }, 'an event of the engine could not be read')
      return
    }
    const action = (event.Action ?? '').split(':')[0] ?? ''
    if (!changing.has(action) || typeof event.Actor?.ID !== 'string') return
    const { ID } = event.Actor
    const before = known.get(ID)
    // What ended has no port from this moment on, also if the look at it takes its time. How it ended only that look can tell.
    if (before !== undefined && (action === 'die' || action === 'destroy')) {
      known.set(ID, { ...before, NetworkSettings: { Ports: null } })
      for (const listener of changeListeners) listener(before, 'ending')
    }
    look(ID, action).catch((error: unknown) => {
      known.delete(ID)
      log.warn({ err: error, container: ID }, 'a container could not be looked at')
    })
  }

  async function connect(): Promise<void> {
    try {
      const events = await calls.stream({ method: 'GET', path: '/events', query: { filters: filter }, signal: end.signal, ...deadline })
      stream = events
      read(events)
      await listAll()
      if (stream !== events) return
      ready = true
      hasFailed = false
      fault = undefined
      told = ''
      pauseMs = retryMs.first
      for (const listener of availabilityListeners) listener('back')
      settle()
    } catch (error) {
      if (!end.signal.aborted) lost(error)
    }
  }

  /** An engine that hangs keeps its containers and their ports; only what is to be done waits. */
  async function ping(): Promise<void> {
    if (!ready) return
    pings += 1
    const number = pings
    try {
      await calls.send({ method: 'GET', path: '/_ping', ...deadline })
      answered = Math.max(answered, number)
      if (ready) fault = undefined
    } catch (error) {
      // One that was never answered is given up late, maybe after a newer one was.
      if (number < answered) return
      if (ready && isUnavailable(error) && error instanceof ProblemError) fault = error.problem
    }
  }

  async function relist(): Promise<void> {
    if (!ready) return
    await listAll().catch((error: unknown) => log.warn({ err: error }, 'the containers could not be listed'))
    for (const container of known.values()) for (const listener of changeListeners) listener(container, 'look')
  }

  const pinger = setInterval(ping, pingMs)
  const relister = setInterval(relist, relistMs)
  for (const one of [pinger, relister]) one.unref()
  connect()

  return {
    containers: () => known,
    isReady: () => ready,
    settled(ms) {
      // Who stops everything must not wait for an engine that is known to be away.
      if (ready || hasFailed) return Promise.resolve()
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(limit)
          waiting.delete(done)
          resolve()
        }
        const limit = setTimeout(done, ms)
        waiting.add(done)
      })
    },
    problem: () => fault,
    refresh: inspect,
    forget: (id) => void known.delete(id),
    onChange: (listener) => void changeListeners.add(listener),
    onAvailability: (listener) => void availabilityListeners.add(listener),
    close() {
      end.abort()
      clearTimeout(timer)
      for (const one of [pinger, relister]) clearInterval(one)
      stream?.destroy()
      changeListeners.clear()
      availabilityListeners.clear()
    },
  }
}
