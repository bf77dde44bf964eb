/** One child of the launcher: detached (a Ctrl-C reaches the launcher alone), with IPC (it ends when the launcher is gone), restarted with back-off. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, renameSync, statSync } from 'node:fs'

const firstDelayMs = 250
const longestDelayMs = 5000
/** A child that lived this long starts again at the shortest delay. */
const steadyMs = 10_000
const logLimitBytes = 10 * 1024 * 1024

export interface ChildOptions {
  name: string
  script: string
  env: NodeJS.ProcessEnv
  logFile: string
  /** What the child says over IPC. */
  onMessage?: (message: unknown) => void
  /** Told about every unexpected end. */
  onEnd: (event: { name: string; code: number | null; signal: string | null; restarts: number; delayMs: number }) => void
}

export interface SupervisedChild {
  readonly name: string
  readonly logFile: string
  pid(): number | undefined
  /** No restart from now on; the child itself is left alone. */
  release(): void
  /** Releases, sends the signal and resolves when the child is gone or the deadline has passed (false). */
  stop(signal: NodeJS.Signals, deadlineMs: number): Promise<boolean>
  /** Resolves when the child is gone or the deadline has passed (false). */
  ended(deadlineMs: number): Promise<boolean>
}

/** Starts the child and keeps it running until `release` or `stop`. */
export function superviseChild(options: ChildOptions): SupervisedChild {
  let child: ChildProcess | undefined
  let timer: NodeJS.Timeout | undefined
  let released = false
  let restarts = 0
  let delayMs = firstDelayMs

  function start(): void {
    rotate(options.logFile)
    const log = openSync(options.logFile, 'a', 0o600)
    const startedAt = performance.now()
    const started = spawn(process.execPath, ['--enable-source-maps', options.script], {
      env: options.env,
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    })
    closeSync(log)
    child = started
    let over = false
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      if (over) return
      over = true
      child = undefined
      if (released) return
      if (performance.now() - startedAt > steadyMs) delayMs = firstDelayMs
      restarts += 1
      options.onEnd({ name: options.name, code, signal, restarts, delayMs })
      // onEnd may have given up on the child.
      if (!released) timer = setTimeout(start, delayMs)
      delayMs = Math.min(longestDelayMs, delayMs * 2)
    }
    if (options.onMessage) started.on('message', options.onMessage)
    started.once('exit', end)
    // Could not be started at all (no memory, no descriptors).
    started.once('error', () => end(null, null))
  }

  function release(): void {
    released = true
    clearTimeout(timer)
  }

  function ended(deadlineMs: number): Promise<boolean> {
    const waited = child
    if (!waited || waited.exitCode !== null || waited.signalCode !== null) return Promise.resolve(true)
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), deadlineMs)
      waited.once('exit', () => {
        clearTimeout(late)
        resolve(true)
      })
    })
  }

  start()
  return {
    name: options.name,
    logFile: options.logFile,
    pid: () => child?.pid,
    release,
    ended,
    stop(signal, deadlineMs) {
      release()
      child?.kill(signal)
      return ended(deadlineMs)
    },
  }
}

function rotate(logFile: string): void {
  if (existsSync(logFile) && statSync(logFile).size > logLimitBytes) renameSync(logFile, `${logFile}.1`)
}
