import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { redactLine } from './redact'

export interface ToolRun {
  command: string
  args: string[]
  environment: Record<string, string>
  cwd?: string
  timeoutMs: number
  signal?: AbortSignal
  /** Each line of both outputs, without credentials, in the order of arrival. */
  onLine?: (line: string) => void
}

export interface ToolResult {
  /** null when it was ended by a signal or could not be started. */
  code: number | null
  /** Lines of both outputs, without credentials; the last 2000. */
  lines: string[]
  /** Standard output alone, untouched: may hold credentials, never log it. */
  stdout: string
  ended: 'exited' | 'timeout' | 'aborted' | 'not-started'
}

const keptLines = 2000

/**
 * Runs a program in its own process group and waits for it. Time-out and abort end the whole group, so no compiler or
 * download of a package build stays behind. Never throws for a failing program.
 */
export async function runTool(run: ToolRun): Promise<ToolResult> {
  if (run.signal?.aborted) return { code: null, lines: [], stdout: '', ended: 'aborted' }
  const child = spawn(run.command, run.args, {
    // Next's types demand NODE_ENV of every environment; a tool has no use for it.
    env: run.environment as NodeJS.ProcessEnv,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(run.cwd === undefined ? {} : { cwd: run.cwd }),
  })
  const lines: string[] = []
  let stdout = ''
  let ended: ToolResult['ended'] = 'exited'
  const endGroup = (why: 'timeout' | 'aborted') => {
    ended = why
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // The group is already gone.
    }
  }
  const onAbort = () => endGroup('aborted')
  const timer = setTimeout(() => endGroup('timeout'), run.timeoutMs)
  run.signal?.addEventListener('abort', onAbort, { once: true })
  const take = (line: string) => {
    const shown = redactLine(line)
    lines.push(shown)
    if (lines.length > keptLines) lines.shift()
    run.onLine?.(shown)
  }
  child.stdout.on('data', (chunk: Buffer) => {
    if (stdout.length < 1_000_000) stdout += chunk.toString('utf8')
  })
  createInterface({ input: child.stdout }).on('line', take)
  createInterface({ input: child.stderr }).on('line', take)
  try {
    const code = await new Promise<number | null>((resolve) => {
      child.once('error', (error) => {
        ended = 'not-started'
        lines.push(error.message)
        resolve(null)
      })
      child.once('close', (exitCode) => resolve(exitCode))
    })
    return { code, lines, stdout, ended }
  } finally {
    clearTimeout(timer)
    run.signal?.removeEventListener('abort', onAbort)
  }
}
