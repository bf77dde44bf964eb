/**
 * The listening socket of the scoring port, held by a tiny process of its own that outlives every router: connections made while a router
 * is being replaced wait instead of being refused. Python, because only it can pass a descriptor to a process it has not started.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { ensurePrivateDirectory, writePrivateFile } from '@/agent/private-files'
import type { AgentLog } from '@/agent/reconcile/context'
import { bootId, processVariable, readProcess, sendSignal } from '@/agent/runtimes/process/process-table'
import type { HomeLayout } from '@/lib/domain/home-layout'
import holdText from './hold.py'
import takeText from './take.py'

/** Names the process that holds a port, and for which installation. */
export const holderMark = 'SCOREPOINT_PORT_HOLDER'
/** PYENV_VERSION: a version manager must find some Python; which one does not matter. */
const passedThrough = /^(?:PATH|HOME|TMPDIR|PYENV_VERSION)$/
/** The first start of Python on a busy machine. */
const startLimitMs = 10_000

/** run/scoring-port.json */
interface Holder {
  pid: number
  startTime: string
  bootId: string
  port: number
  /** The interpreter itself, not a version manager's shim, which would cost a tenth of a second at each start. */
  python: string
}

export interface ScoringPort {
  /**
   * Sees to it that the port is held.
   * @returns what to put before the router's command line, so that it finds the socket as descriptor 3; undefined where the port cannot be
   *          held (no Python 3.9, or somebody else has the port): the router then binds it itself and says why when that fails
   */
  ensure(): Promise<string[] | undefined>
  /** Lets the port go. A router that still runs keeps its own copy of the socket. */
  release(): Promise<void>
}

export interface ScoringPortOptions {
  layout: HomeLayout
  /** 0 = any free one, the same for as long as it is held. */
  port: number
  /** The same for every agent over this data folder, different for every other. */
  installation: string
  log: Pick<AgentLog, 'warn'>
  /** So long without a router, and the port is let go. */
  unusedSeconds?: number
}

/** Makes the door to the holder; nothing starts before `ensure`. */
export function createScoringPort(options: ScoringPortOptions): ScoringPort {
  const { layout, port, installation, log, unusedSeconds = 30 } = options

  function recorded(): Holder | undefined {
    const holder = readHolder(layout)
    if (!holder || holder.bootId !== bootId()) return undefined
    const row = readProcess(holder.pid)
    if (!row || row.zombie || row.startTime !== holder.startTime) return undefined
    return processVariable(holder.pid, holderMark) === installation ? holder : undefined
  }

  async function start(scripts: { hold: string }): Promise<Holder | undefined> {
    const child = spawn('python3', ['-I', '-S', scripts.hold, String(port), layout.scoringPortSocket, String(unusedSeconds)], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => passedThrough.test(name))),
        NODE_ENV: 'production',
        SCOREPOINT_HOME: layout.home,
        [holderMark]: installation,
      },
    })
    let complaint = ''
    child.stderr.on('data', (data: Buffer) => {
      complaint = `${complaint}${data.toString('utf8')}`.slice(-2000)
    })
    const line = await new Promise<string | undefined>((resolve) => {
      createInterface({ input: child.stdout }).once('line', resolve)
      child.once('error', () => resolve(undefined))
      child.once('close', () => resolve(undefined))
      setTimeout(() => resolve(undefined), startLimitMs).unref()
    })
    child.stdout.destroy()
    child.stderr.destroy()
    child.unref()
    const row = child.pid === undefined ? undefined : readProcess(child.pid)
    const said = line === undefined ? undefined : readJson(line)
    if (!row || typeof said?.port !== 'number' || typeof said.python !== 'string') {
      if (row) sendSignal(row.pid, 'SIGKILL')
      log.warn({ complaint: complaint.trim().split('\n').at(-1) }, 'the scoring port cannot be held; the router binds it itself')
      return undefined
    }
    const holder = { pid: row.pid, startTime: row.startTime, bootId: bootId(), port: said.port, python: said.python }
    writePrivateFile(layout.scoringPortInfo, JSON.stringify(holder))
    return holder
  }

  async function end(holder: Holder): Promise<void> {
    sendSignal(holder.pid, 'SIGTERM')
    const deadline = performance.now() + 1000
    while (readProcess(holder.pid)?.startTime === holder.startTime && performance.now() < deadline) await delay(5)
    if (readProcess(holder.pid)?.startTime === holder.startTime) sendSignal(holder.pid, 'SIGKILL')
    rmSync(layout.scoringPortInfo, { force: true })
    rmSync(layout.scoringPortSocket, { force: true })
  }

  return {
    async ensure() {
      const scripts = installScripts(layout)
      let holder = recorded()
      if (holder && port !== 0 && holder.port !== port) {
        await end(holder)
        holder = undefined
      }
      holder ??= await start(scripts)
      return holder && [holder.python, '-I', '-S', scripts.take, layout.scoringPortSocket]
    },
    async release() {
      const holder = recorded()
      if (holder) await end(holder)
    },
  }
}

/** The recorded holder, dead or alive. */
function readHolder(layout: HomeLayout): Holder | undefined {
  let text: string
  try {
    text = readFileSync(layout.scoringPortInfo, 'utf8')
  } catch {
    return undefined // never started
  }
  const record = readJson(text)
  if (!record) return undefined
  const { pid, startTime, bootId: boot, port, python } = record
  if (typeof pid !== 'number' || typeof startTime !== 'string' || typeof boot !== 'string') return undefined
  if (typeof port !== 'number' || typeof python !== 'string') return undefined
  return { pid, startTime, bootId: boot, port, python }
}

function readJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined // not ours
  }
}

/** Named by their contents: a newer release never changes files that an older holder runs from. */
function installScripts(layout: HomeLayout): { hold: string; take: string } {
  const digest = createHash('sha256').update(holdText).update(takeText).digest('hex').slice(0, 16)
  const directory = join(layout.cache, 'scoring-port', digest)
  const hold = join(directory, 'hold.py')
  const take = join(directory, 'take.py')
  ensurePrivateDirectory(directory)
  if (!existsSync(hold)) writePrivateFile(hold, holdText)
  if (!existsSync(take)) writePrivateFile(take, takeText)
  return { hold, take }
}
