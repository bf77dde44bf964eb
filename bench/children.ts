/** Child processes of a bench: started with a message channel, measured from /proc, ended by pid. */
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const started: ChildProcess[] = []
const directories: string[] = []

/** An empty directory that goes when the bench ends. */
export function temporaryDirectory(prefix: string): string {
  const directory = mkdtempSync(join(tmpdir(), prefix))
  directories.push(directory)
  return directory
}

/** Forks .dev/<name>.mjs and resolves to its first message. */
export async function startChild<T>(name: string, env: Record<string, string>): Promise<{ child: ChildProcess; ready: T }> {
  const profile = process.env.BENCH_PROFILE === name ? ['--cpu-prof', '--cpu-prof-dir=/tmp/scorepoint-profile'] : []
  const child = fork(join(import.meta.dirname, `${name}.mjs`), {
    env: { ...process.env, ...env },
    execArgv: profile,
    serialization: 'advanced',
  })
  started.push(child)
  const [ready] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`${name} ended before it was ready`)
    }),
  ])
  return { child, ready }
}

/** Starts a program without a channel. */
export function startProgram(command: string, args: string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] })
  started.push(child)
  return child
}

/** Sends one question and resolves to the answer. */
export async function ask<T>(child: ChildProcess, question: object): Promise<T> {
  const answer = once(child, 'message', { signal: AbortSignal.timeout(30_000) })
  child.send(question)
  const [value] = await answer
  return value
}

/** Ends everything this bench started and removes its directories. */
export async function endChildren(): Promise<void> {
  await Promise.all(
    started.splice(0).map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 12_000)
      await ended
      clearTimeout(timer)
    }),
  )
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
}

/**
 * Keeps a process and its children on one core, so that load and model do not push the measured one around: without it the same
 * build measured between 54 and 130 µs per request on two cores. False where taskset is missing.
 */
export function pinToCore(pid: number, core: number): boolean {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return [String(pid), ...children].every((each) => spawnSync('taskset', ['-a', '-c', '-p', String(core), each]).status === 0)
}

export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function statFields(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** User and system time in µs of a process and its living children (clock ticks of 10 ms). */
export function cpuMicros(pid: number): number {
  const fields = statFields(pid)
  let ticks = Number(fields[11]) + Number(fields[12])
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const child = statFields(Number(entry))
      if (Number(child[1]) === pid) ticks += Number(child[11]) + Number(child[12])
    } catch {
      // The process ended while we looked.
    }
  }
  return ticks * 10_000
}

/** Resident memory in MB. */
export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
}
