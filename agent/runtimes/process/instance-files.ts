import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensurePrivateDirectory } from '@/agent/private-files'
import type { InstanceSpec } from '@/agent/runtimes/runtime'
import { type HomeLayout, socketPath } from '@/lib/domain/home-layout'

/** Who runs an instance; complete only when the shim has been started. */
export interface ShimIdentity {
  pid: number
  startTime: string
  bootId: string
}

/** What is kept on disk of one instance, so that any later agent can find, observe and stop it. */
export interface InstanceRecord {
  spec: InstanceSpec
  socketPath: string
  startedAt: string
  shim?: ShimIdentity
  /** For people: forked from a warm parent, or a fresh process and why. */
  how?: string
}

export interface ExitRecord {
  exitCode: number | null
  signal: string | null
  at: string
  reason?: string
}

const nameOf = (id: string) => createHash('sha256').update(id).digest('hex').slice(0, 16)

/** Path of an instance's socket: short whatever the names are. */
export function socketPathOf(runDirectory: string, id: string): string {
  return socketPath(runDirectory, join('w', `${nameOf(id)}.sock`))
}

/** Writes whole or not at all: a reader never sees half a record. */
export function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.partial`, text, { mode: 0o600 })
  renameSync(`${path}.partial`, path)
}

/** The small files of the instances of one data folder. */
export function instanceFiles(layout: HomeLayout) {
  const directory = join(layout.run, 'instances')
  const path = (id: string, kind: 'json' | 'exit' | 'pid' | 'reason') => join(directory, `${id}.${kind}`)
  const readText = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)

  return {
    directory,
    path,
    prepare: () => ensurePrivateDirectory(directory),
    ids: (): string[] => readdirSync(directory).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : [])),
    readRecord(id: string): InstanceRecord | undefined {
      const text = readText(path(id, 'json'))
      // Written by writeWhole alone, so it is whole and ours.
      return text === undefined ? undefined : (JSON.parse(text) as InstanceRecord)
    },
    writeRecord: (record: InstanceRecord) => writeWhole(path(record.spec.id, 'json'), JSON.stringify(record)),
    /** The end of an instance, as the shim or the agent noted it. */
    readExit(id: string): ExitRecord | undefined {
      const text = readText(path(id, 'exit'))
      if (text === undefined) return undefined
      const reason = readText(path(id, 'reason'))
      return { ...parseExit(text), ...(reason === undefined ? {} : { reason }) }
    },
    /** Notes an end which no shim could note because it was killed itself. */
    writeExit: (id: string, code: number, at: Date) => writeWhole(path(id, 'exit'), `${code} ${Math.floor(at.getTime() / 1000)}\n`),
    writeReason: (id: string, reason: string) => writeWhole(path(id, 'reason'), reason),
    readServerPid(id: string): number | undefined {
      const pid = Number.parseInt(readText(path(id, 'pid')) ?? '', 10)
      return Number.isInteger(pid) ? pid : undefined
    },
    /** Forgets an earlier run's end before the same instance is started again. */
    clearRun(id: string): void {
      for (const kind of ['exit', 'pid', 'reason'] as const) rmSync(path(id, kind), { force: true })
    },
    remove(id: string): void {
      this.clearRun(id)
      rmSync(path(id, 'json'), { force: true })
    },
  }
}

export type InstanceFiles = ReturnType<typeof instanceFiles>

const signalNames: Record<number, string> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
}

/** Parses `<shell code> <epoch seconds>`: a code above 128 is a signal's number plus 128, as the shell reports it. */
export function parseExit(text: string): ExitRecord {
  const [code = '', seconds = ''] = text.trim().split(' ')
  const value = Number(code)
  const at = new Date(Number(seconds) * 1000).toISOString()
  const signal = value > 128 ? (signalNames[value - 128] ?? `signal ${value - 128}`) : null
  return { exitCode: signal === null ? value : null, signal, at }
}
