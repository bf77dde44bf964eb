/** When the program of a container began, by the kernel's clock: what was complete before that, it has never seen otherwise. Linux alone. */
import { readFileSync } from 'node:fs'
import { readProcess } from '@/agent/runtimes/process/process-table'

/** Hundredths of a second since the computer was started, as processes' start times are counted; undefined where there is no such clock. */
export function bootTicks(): number | undefined {
  const text = read('/proc/uptime')?.split(' ')[0]
  const seconds = text === undefined ? Number.NaN : Number(text)
  return Number.isFinite(seconds) ? Math.round(seconds * 100) : undefined
}

/**
 * Ticks (see bootTicks) at which the container's own program began: the first child of its init process, or that process itself while it
 * has none, which is earlier and so the safe side. The number of the process is the engine's, which may count differently from us
 * (a virtual machine, another process namespace): it is believed only when that process is in the container's control group.
 */
export function programTicks(containerId: string, initPid: number): number | undefined {
  if (initPid <= 0 || !read(`/proc/${initPid}/cgroup`)?.includes(containerId)) return undefined
  const children = read(`/proc/${initPid}/task/${initPid}/children`)?.split(' ').filter(Boolean).map(Number) ?? []
  const starts = (children.length > 0 ? children : [initPid]).map((pid) => Number(readProcess(pid)?.startTime ?? Number.NaN))
  // What the program left to its init process began after it; one that ended between the looks tells nothing.
  const earliest = Math.min(...starts)
  return Number.isFinite(earliest) ? earliest : undefined
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Not Linux, ended, or hidden from this user.
    return undefined
  }
}
