/** A process id alone may be reused; with start time and boot id it names one process for ever. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface ProcessIdentity {
  pid: number
  startTime: string
  bootId: string
}

const linux = process.platform === 'linux'

/** Identity of a living process; undefined when there is none (a zombie is none). */
export function identify(pid: number): ProcessIdentity | undefined {
  const startTime = linux ? linuxStartTime(pid) : psStartTime(pid)
  return startTime === undefined ? undefined : { pid, startTime, bootId: bootId() }
}

/** Whether the process this record was written for still runs. */
export function isAlive(record: ProcessIdentity): boolean {
  const now = identify(record.pid)
  return now !== undefined && now.startTime === record.startTime && now.bootId === record.bootId
}

function bootId(): string {
  if (linux) return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return execFileSync('sysctl', ['-n', 'kern.boottime'], { encoding: 'utf8' }).trim()
}

/** Field 22 of /proc/<pid>/stat, counted behind the last `)`: the name may hold blanks and brackets. */
function linuxStartTime(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
  } catch {
    // Ended between two looks, or never was.
    return undefined
  }
}

function psStartTime(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    // ps answers 1 when there is no such process.
    return undefined
  }
}
