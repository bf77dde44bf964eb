import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** One process as the operating system shows it. */
export interface ProcessRow {
  pid: number
  parent: number
  group: number
  /** Start time in the system's own unit: with pid and boot id it names one process for ever. */
  startTime: string
  zombie: boolean
  rssBytes: number
}

const linux = process.platform === 'linux'
const pageBytes = linux ? readPageBytes() : 4096

/** 4 KiB nearly everywhere, 16 or 64 KiB on some ARM systems. */
function readPageBytes(): number {
  const kib = /^KernelPageSize:\s+(\d+) kB/m.exec(readFileSync('/proc/self/smaps', 'utf8'))?.[1]
  return kib === undefined ? 4096 : Number(kib) * 1024
}

/** Boot id of the running system; records of another boot name no living process. */
export function bootId(): string {
  if (linux) return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return execFileSync('sysctl', ['-n', 'kern.boottime'], { encoding: 'utf8' }).trim()
}

/** Parses `/proc/<pid>/stat`; fields are counted behind the last `)` because the name may hold blanks and brackets. */
export function parseProcStat(text: string): ProcessRow | undefined {
  const end = text.lastIndexOf(')')
  const pid = Number.parseInt(text, 10)
  const fields = text.slice(end + 2).split(' ')
  const [state, parent, group] = fields
  const startTime = fields[19]
  const rss = fields[21]
  if (end < 0 || !Number.isInteger(pid) || state === undefined || startTime === undefined || rss === undefined) return undefined
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    startTime,
    zombie: state === 'Z' || state === 'X',
    rssBytes: Number(rss) * pageBytes,
  }
}

/** Parses one line of `ps -axo pid=,ppid=,pgid=,stat=,rss=,lstart=` (macOS). */
export function parsePsLine(line: string): ProcessRow | undefined {
  const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\d+)\s+(.+?)\s*$/.exec(line)
  if (!match) return undefined
  const [, pid, parent, group, state = '', rss, startTime = ''] = match
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    startTime,
    zombie: state.startsWith('Z'),
    rssBytes: Number(rss) * 1024,
  }
}

function readPs(...selection: string[]): ProcessRow[] {
  try {
    const output = execFileSync('ps', [...selection, '-o', 'pid=,ppid=,pgid=,stat=,rss=,lstart='], { encoding: 'utf8' })
    return output.split('\n').flatMap((line) => parsePsLine(line) ?? [])
  } catch {
    // ps answers 1 when no process fits.
    return []
  }
}

/** The row of one process; undefined when it does not exist. */
export function readProcess(pid: number): ProcessRow | undefined {
  if (!linux) return readPs('-p', String(pid))[0]
  try {
    return parseProcStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    // The process ended between two looks.
    return undefined
  }
}

/** Every process of the system that can be read. */
export function readProcesses(): ProcessRow[] {
  if (!linux) return readPs('-ax')
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : []))
}

/** Value of one variable in a process's start environment; undefined when unset or not readable. */
export function processVariable(pid: number, name: string): string | undefined {
  try {
    if (!linux) {
      const shown = execFileSync('ps', ['-Eww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      return new RegExp(`(?:^|\\s)${name}=(\\S*)`).exec(shown)?.[1]
    }
    const prefix = `${name}=`
    const entry = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .find((pair) => pair.startsWith(prefix))
    return entry?.slice(prefix.length)
  } catch {
    // Ended, or owned by somebody else: not ours.
    return undefined
  }
}

/** True when the process has a handler for the signal, so that sending it cannot end the process (Linux only). */
export function catchesSignal(pid: number, signalNumber: number): boolean {
  if (!linux) return false
  try {
    const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return mask !== undefined && ((BigInt(`0x${mask}`) >> BigInt(signalNumber - 1)) & 1n) === 1n
  } catch {
    // Ended meanwhile.
    return false
  }
}

/** Memory of a process with shared pages divided among their users; falls back to the resident size. */
export function proportionalBytes(row: ProcessRow): number {
  if (!linux) return row.rssBytes
  try {
    const kib = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${row.pid}/smaps_rollup`, 'utf8'))?.[1]
    return kib === undefined ? row.rssBytes : Number(kib) * 1024
  } catch {
    // Not readable (older kernels, ended process).
    return row.rssBytes
  }
}

/** Sends a signal and says whether it could be delivered; a process or group that is gone is no error. */
export function sendSignal(target: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(target, signal)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')) return false
    throw error
  }
}
