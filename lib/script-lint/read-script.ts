import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import { maxScriptBytes, type ScriptReading, scriptReadingSchema } from '@/lib/contract/script-facts'
import bindings from '@/lib/script-lint/bindings.py'
import { interpreterCandidates } from '@/lib/script-lint/interpreter-candidates'
import lint from '@/lib/script-lint/lint.py'
import modelPaths from '@/lib/script-lint/model_paths.py'

/** One text, as the child reads nothing from the disk. */
const program = [bindings, modelPaths, lint].join('\n\n')

const memoryBytes = 512 * 1024 ** 2
/** Of the child's whole life; a script takes some milliseconds. */
const cpuSeconds = 60
const answerMs = 5_000
const maxAnswerBytes = 8 * 1024 ** 2
/** The child ends when nobody asked for this long, or after so many scripts. */
const idleMs = 60_000
const maxScripts = 1_000
const maxRemembered = 64

interface Reader {
  child: ChildProcessWithoutNullStreams
  answered: number
  /** Whether this process waits for the child before it ends. */
  keepAlive: (on: boolean) => void
  /** Waits for the next line; undefined = the child ended or took too long. */
  ask: (line: string) => Promise<string | undefined>
}

const shared = globalThis as { scorepointScriptLint?: { reader?: Reader; idle?: NodeJS.Timeout; queue: Promise<unknown>; python?: string } }
shared.scorepointScriptLint ??= { queue: Promise.resolve() }
/** One child per process; on globalThis because Next may load this module more than once. */
const state = shared.scorepointScriptLint
const remembered = new Map<string, ScriptReading>()

/**
 * Reads a scoring script by Python's own parser, in a child without environment, that writes no files and starts no processes; nothing of
 * the script is run. `minor` is the Python it is meant for (12 = 3.12). `pythons` is the folder of Scorepoint's own Pythons.
 * Undefined when this computer has no Python 3.9 or later. Never throws.
 */
export async function readScript(source: string, options: { minor?: number; pythons?: string } = {}): Promise<ScriptReading | undefined> {
  if (Buffer.byteLength(source) > maxScriptBytes) return { python: '', unreadable: 'large' }
  const key = createHash('sha256')
    .update(`${options.minor ?? ''}\n`)
    .update(source)
    .digest('base64')
  const known = remembered.get(key)
  if (known) return known
  const turn = state.queue.then(() => read(source, options))
  state.queue = turn.catch(() => undefined)
  const reading = await turn
  // What failed once for want of time or memory may succeed on a quieter computer.
  if (reading !== undefined && reading.unreadable === undefined) remember(key, reading)
  return reading
}

function remember(key: string, reading: ScriptReading): void {
  remembered.set(key, reading)
  const [oldest] = remembered.keys()
  if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest)
}

async function read(source: string, { minor, pythons }: { minor?: number; pythons?: string }): Promise<ScriptReading | undefined> {
  clearTimeout(state.idle)
  const line = `${JSON.stringify({ id: 1, source, minor: minor ?? null })}\n`
  const candidates = state.python === undefined ? interpreterCandidates(process.env, pythons ?? '') : [state.python]
  for (const python of candidates) {
    state.reader ??= startReader(python)
    const { reader } = state
    const text = await reader.ask(line)
    if (text === undefined) {
      await endScriptLint()
      // A Python that answered before can read; the script was too much for it.
      if (state.python !== undefined) return { python: '', unreadable: 'slow' }
      continue
    }
    state.python = python
    reader.answered += 1
    if (reader.answered >= maxScripts) await endScriptLint()
    else {
      state.idle = setTimeout(() => void endScriptLint(), idleMs)
      state.idle.unref()
    }
    const parsed = scriptReadingSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : { python: '', unreadable: 'answer' }
  }
  return undefined
}

/** Starts the child; without an environment, site packages, user code or files of its own (`-I -S -B`). */
function startReader(python: string): Reader {
  const child = spawn(python, ['-I', '-S', '-B', '-c', program, String(memoryBytes), String(cpuSeconds)], {
    // Nothing of the studio's environment, not even the path.
    env: {} as NodeJS.ProcessEnv,
    cwd: '/',
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let waiting: ((line: string | undefined) => void) | undefined
  let bytes = 0
  const settle = (line: string | undefined) => {
    const answer = waiting
    waiting = undefined
    answer?.(line)
  }
  // A write to a child that has ended; its end is told by `close`.
  child.stdin.on('error', () => undefined)
  child.stderr.resume()
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength
    if (bytes > maxAnswerBytes) child.kill('SIGKILL')
  })
  createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }).on('line', settle)
  child.on('error', () => settle(undefined))
  child.on('close', () => settle(undefined))
  const keepAlive = (on: boolean) => {
    for (const one of [child, child.stdin, child.stdout, child.stderr]) {
      if (on && 'ref' in one && typeof one.ref === 'function') one.ref()
      if (!on && 'unref' in one && typeof one.unref === 'function') one.unref()
    }
  }
  return {
    child,
    answered: 0,
    keepAlive,
    ask: (line) =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve(undefined)
        keepAlive(true)
        bytes = 0
        const timer = setTimeout(() => child.kill('SIGKILL'), answerMs)
        waiting = (answer) => {
          clearTimeout(timer)
          // While nothing is asked the child keeps no process from ending.
          keepAlive(false)
          resolve(answer)
        }
        child.stdin.write(line)
      }),
  }
}

/** Ends the child, if there is one; the next script starts another. */
export async function endScriptLint(): Promise<void> {
  const { reader } = state
  state.reader = undefined
  clearTimeout(state.idle)
  if (!reader || reader.child.exitCode !== null || reader.child.signalCode !== null) return
  reader.keepAlive(true)
  const ended = new Promise((resolve) => reader.child.once('close', resolve))
  if (reader.child.kill('SIGKILL')) await ended
}
