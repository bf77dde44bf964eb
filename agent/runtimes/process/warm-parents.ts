/**
 * One warm parent per environment and its variables: a process that has imported what the last run imported and forks instances on
 * request (warm.py). It belongs to this agent: it ends when its channel does, so none is ever adopted.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Duplex } from 'node:stream'
import { ensurePrivateDirectory } from '@/agent/private-files'
import type { InstanceSpec } from '@/agent/runtimes/runtime'
import { canonicalJson } from '@/agent/store/columns'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { endMarked, markedProcesses } from './end-marked'
import { sendSignal } from './process-table'
import { homeMark, instanceMark } from './worker-environment'

/** Names a warm parent and its data folder; padded, because a forked instance puts its own marks in this place (warm.py). */
export const warmMark = 'SCOREPOINT_WARM_PARENT'
const markPadding = ':'.repeat(300)

/** Variables that differ from instance to instance and are not read while modules are imported. */
const perInstance = new Set([
  'AML_APP_ROOT',
  'AZUREML_ENTRY_SCRIPT',
  'AZUREML_MODEL_DIR',
  'SCORING_TIMEOUT_MS',
  'WORKER_COUNT',
  'WORKER_TIMEOUT',
  instanceMark,
  homeMark,
])
const forkLimitMs = 3000
const mostParents = 3
/** A killed process of a busy machine is gone by then. */
const endLimitMs = 2000
const logLimitBytes = 1024 * 1024

export interface WarmParentOptions {
  layout: HomeLayout
  /** warm.py, installed beside launcher.py. */
  script: string
  /** A parent nobody forked from for so long ends. */
  idleMs: number
  /** How long after an instance became ready its environment is prepared: its first requests come first. */
  prepareAfterMs: number
}

/** What an instance needs to come up, whichever way it is started. */
export interface ForkRequest {
  spec: InstanceSpec
  environment: Record<string, string>
  /** argv of launcher.py. */
  arguments: string[]
  exitFile: string
  pidFile: string
  openFiles: number
}

/** `how` is for people: which way was taken, or why not this one. */
export type ForkOutcome = { forked: true; pid: number; how: string } | { forked: false; how: string }

interface Answer {
  id?: string
  pid?: number
  ready?: number
  refused?: string
  /** It did not answer in time. */
  silent?: boolean
}

interface Parent {
  child: ChildProcess
  channel: Duplex
  python: string
  /** Which folder its environment is; one removed and built anew has the same path. */
  folder: string | undefined
  /** Digest of the modules it was told to import. */
  modules: string
  names: ReadonlySet<string>
  ready: boolean
  usedAt: number
  waiting: Map<string, (answer: Answer) => void>
}

/** `env 0f7262f54f0c`: as the environment is named elsewhere. */
function environmentName(python: string): string {
  return `env ${basename(dirname(dirname(python))).slice(0, 12)}`
}

/** Which folder an environment is at this moment; undefined when there is none. */
function folderOf(python: string): string | undefined {
  const found = statSync(dirname(dirname(python)), { bigint: true, throwIfNoEntry: false })
  return found && `${found.dev}:${found.ino}:${found.birthtimeNs}`
}

/** What it has imported, and would import yet, is of files that are gone. */
const isStale = (parent: Parent) => parent.folder === undefined || parent.folder !== folderOf(parent.python)

export function createWarmParents(options: WarmParentOptions) {
  const { layout, script, idleMs, prepareAfterMs } = options
  const directory = join(layout.run, 'warm')
  const mark = `${layout.home}${markPadding}`
  const parents = new Map<string, Parent>()
  /** Parents that know newer imports and are not ready yet: until then the ones before them serve. */
  const successors = new Map<string, Parent>()
  /** Replaced while they had been asked for an instance: they end with their answer. */
  const retiring = new Set<Parent>()
  /** Why a set of modules cannot be forked; tried again when the set changes. */
  const refusals = new Map<string, { modules: string; reason: string }>()
  const timers = new Set<NodeJS.Timeout>()
  let closed = false
  ensurePrivateDirectory(directory)
  endStrays()

  /** Parents of an agent that died end by themselves; one that hangs in an import does not. */
  function endStrays(): void {
    for (const row of markedProcesses(warmMark, mark)) sendSignal(row.pid, 'SIGKILL')
  }

  function sharedVariables(environment: Record<string, string>): Record<string, string> {
    return Object.fromEntries(Object.entries(environment).filter(([name]) => !perInstance.has(name)))
  }

  function keyOf(python: string, environment: Record<string, string>): string {
    const variables = canonicalJson(sharedVariables(environment))
    return createHash('sha256').update(`${python}\n${variables}`).digest('hex')
  }

  const recordOf = (python: string) => join(directory, `${createHash('sha256').update(python).digest('hex').slice(0, 16)}.json`)

  function readRecord(python: string): { digest: string; names: string[] } | undefined {
    const path = recordOf(python)
    if (!existsSync(path)) return undefined
    const text = readFileSync(path, 'utf8')
    // Written whole by launcher.py.
    return { digest: createHash('sha256').update(text).digest('hex'), names: JSON.parse(text) as string[] }
  }

  function end(key: string): void {
    for (const parent of [successors.get(key), parents.get(key)]) if (parent !== undefined) endParent(key, parent)
  }

  function retire(key: string, parent: Parent): void {
    if (parent.waiting.size === 0) endParent(key, parent)
    else retiring.add(parent)
  }

  function endParent(key: string, parent: Parent): void {
    if (parents.get(key) === parent) parents.delete(key)
    if (successors.get(key) === parent) successors.delete(key)
    retiring.delete(parent)
    for (const answer of parent.waiting.values()) answer({ refused: 'the warm parent has ended' })
    parent.waiting.clear()
    parent.channel.destroy()
    parent.child.kill('SIGKILL')
  }

  function onAnswer(key: string, parent: Parent, answer: Answer): void {
    if (answer.id !== undefined) {
      parent.waiting.get(answer.id)?.(answer)
      if (retiring.has(parent)) retire(key, parent)
      return
    }
    if (answer.ready !== undefined) {
      parent.ready = true
      const before = parents.get(key)
      if (before !== undefined && before !== parent) retire(key, before)
      successors.delete(key)
      parents.set(key, parent)
    }
    if (answer.refused === undefined) return
    // One whose environment was removed under it says nothing about the next.
    if (!isStale(parent)) refusals.set(key, { modules: parent.modules, reason: answer.refused })
    endParent(key, parent)
  }

  function startParent(key: string, python: string, environment: Record<string, string>): void {
    const record = readRecord(python)
    if (record === undefined || refusals.get(key)?.modules === record.digest) return
    const underWay = successors.get(key)
    if (underWay?.modules === record.digest) return
    if (underWay !== undefined) endParent(key, underWay)
    ensurePrivateDirectory(layout.logs)
    const log = openSync(join(layout.logs, 'warm-parents.log'), logFlags(join(layout.logs, 'warm-parents.log')), 0o600)
    try {
      const child = spawn(python, [script, recordOf(python)], {
        cwd: directory,
        // Its own group: a Ctrl-C in the terminal is for the launcher.
        detached: true,
        // Forked instances drop all of it for their own variables.
        env: { ...sharedVariables(environment), NODE_ENV: 'production', [warmMark]: mark },
        stdio: ['ignore', log, log, 'pipe'],
      })
      const channel = child.stdio[3]
      if (!(channel instanceof Duplex)) throw new Error('the warm parent has no channel')
      const parent: Parent = {
        child,
        channel,
        python,
        folder: folderOf(python),
        modules: record.digest,
        names: new Set(record.names),
        ready: false,
        usedAt: Date.now(),
        waiting: new Map(),
      }
      if (parents.has(key)) successors.set(key, parent)
      else parents.set(key, parent)
      let rest = ''
      channel.setEncoding('utf8')
      channel.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) onAnswer(key, parent, JSON.parse(line) as Answer)
      })
      const gone = () => endParent(key, parent)
      channel.on('error', gone)
      child.on('error', gone)
      child.on('exit', gone)
      // Neither keeps the agent alive.
      child.unref()
      if ('unref' in channel && typeof channel.unref === 'function') channel.unref()
    } finally {
      closeSync(log)
    }
  }

  /** The one used longest ago goes when there are too many, and each that was idle for too long or whose environment was removed. */
  function tidy(): void {
    const byUse = [...parents].toSorted(([, a], [, b]) => b.usedAt - a.usedAt)
    for (const [index, [key, parent]] of byUse.entries()) {
      if (index >= mostParents || Date.now() - parent.usedAt > idleMs) end(key)
    }
    for (const all of [parents, successors]) for (const [key, parent] of [...all]) if (isStale(parent)) endParent(key, parent)
  }
  const tidier = setInterval(tidy, Math.min(idleMs, 30_000))
  tidier.unref()

  function ask(parent: Parent, request: ForkRequest, how: string): Promise<Answer> {
    const { spec } = request
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => settle({ refused: `the warm parent did not answer within ${forkLimitMs / 1000} s`, silent: true }),
        forkLimitMs,
      )
      function settle(answer: Answer): void {
        clearTimeout(timer)
        parent.waiting.delete(spec.id)
        resolve(answer)
      }
      parent.waiting.set(spec.id, settle)
      const marks = { [instanceMark]: spec.id, [homeMark]: layout.home }
      const { environment, arguments: argv, exitFile, pidFile, openFiles } = request
      const message = { id: spec.id, how, variable: warmMark, marks, environment, arguments: argv, exitFile, pidFile, openFiles }
      parent.channel.write(`${JSON.stringify({ ...message, cwd: spec.appRoot, logFile: spec.logFile })}\n`)
    })
  }

  function close(): void {
    closed = true
    clearInterval(tidier)
    for (const timer of timers) clearTimeout(timer)
    for (const key of new Set([...parents.keys(), ...successors.keys()])) end(key)
    for (const parent of [...retiring]) endParent('', parent)
  }

  return {
    /** Where an instance of this environment notes what it has imported (last argument of launcher.py). */
    recordOf,

    /** Forks an instance from the warm parent of its environment, if there is one and it may be forked. */
    async fork(request: ForkRequest): Promise<ForkOutcome> {
      const { python } = request.spec
      const name = environmentName(python)
      if (process.platform !== 'linux') return { forked: false, how: 'fresh process: warm parents exist on Linux only' }
      const key = keyOf(python, request.environment)
      if ([parents.get(key), successors.get(key)].some((one) => one !== undefined && isStale(one))) end(key)
      const parent = parents.get(key)
      if (parent === undefined) {
        const reason = refusals.get(key)?.reason ?? `there is no warm parent of ${name} yet`
        return { forked: false, how: `fresh process: ${reason}` }
      }
      parent.usedAt = Date.now()
      if (!parent.ready) return { forked: false, how: `fresh process: the warm parent of ${name} is still importing` }
      const how = `forked from the warm parent of ${name}`
      const answer = await ask(parent, request, how)
      if (answer.pid !== undefined) return { forked: true, pid: answer.pid, how }
      if (answer.silent) endParent(key, parent)
      return { forked: false, how: `fresh process: ${answer.refused ?? 'the warm parent refused'}` }
    },

    /** An instance is ready: prepares the next start of its environment, unless that is prepared for all it imports. */
    prepare(python: string, environment: Record<string, string>): void {
      if (closed || process.platform !== 'linux') return
      const timer = setTimeout(() => {
        timers.delete(timer)
        const key = keyOf(python, environment)
        const parent = parents.get(key)
        const record = readRecord(python)
        if (closed || record === undefined || folderOf(python) === undefined) return
        if (parent !== undefined) parent.usedAt = Date.now()
        // A parent that knows more than the last run needs is as good.
        try {
          if (parent === undefined || record.names.some((module) => !parent.names.has(module))) startParent(key, python, environment)
        } catch (error) {
          // No disk, no file handles: the agent serves without warm parents, and the next instance says why it is a fresh process.
          refusals.set(key, { modules: record.digest, reason: error instanceof Error ? error.message : String(error) })
        }
        tidy()
      }, prepareAfterMs)
      timer.unref()
      timers.add(timer)
    },

    close,

    /**
     * Everything is being stopped: as `close`, and afterwards no process is left that could yet become an instance. A parent may have been
     * about to fork when its end came, here or in an agent before this one, and a pair that waits ends a moment after its parent.
     */
    async endAll(): Promise<void> {
      close()
      await endMarked({ [warmMark]: mark }, endLimitMs)
    },
  }
}
export type WarmParents = ReturnType<typeof createWarmParents>

/** Written anew when it has grown too long: nobody reads its past. */
function logFlags(path: string): 'a' | 'w' {
  return existsSync(path) && readFileSync(path).length > logLimitBytes ? 'w' : 'a'
}
