/** What tells a process from a later one with the same number: pid, start time and boot id. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface ProcessIdentity {
  pid: number
  /** Linux: clock ticks since boot (field 22 of /proc/<pid>/stat); macOS: the start as `ps` prints it. */
  startTime: string
  bootId: string
}

/** Identity of this process. */
export function ownIdentity(): ProcessIdentity {
  const { pid } = process
  if (process.platform === 'linux') {
    const stat = readFileSync('/proc/self/stat', 'utf8')
    // The command name in parentheses may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { pid, startTime: fields[19] ?? '', bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() }
  }
  const startTime = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  return { pid, startTime, bootId: execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).trim() }
}
