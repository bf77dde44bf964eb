/** When the program of a container began, by the kernel's clock: what was complete before that, it has never seen otherwise. Linux alone. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
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

const lookEveryMs = 5

/** What runs in the process that becomes the container's: runc itself, by a copy in memory mostly, which later names itself `runc:[2:INIT]`. */
const preparingProgram = /^\/memfd:runc_cloned:|\/runc[^/]*$/
const preparingName = /^runc:\[/

/**
 * Looks at the first process of a container from now on. One that the engine's runtime still prepares proves that the program begins after
 * this call, also when it then ends before anybody could look at it. Linux alone, and runc alone: others show nothing or their program.
 * @param look `since`: processes that are older (see bootTicks) are not this container's; `completeAt`: what the program is to begin after,
 *             not later than now; `isOver`: true once there is nothing to wait for
 * @returns true when the program certainly began, or will begin, after `completeAt`
 */
export async function beginsAfter(
  containerId: string,
  { since, completeAt, isOver }: { since: number; completeAt: number; isOver: () => boolean },
): Promise<boolean> {
  const others = new Set<string>()
  for (;;) {
    const found = processIds().filter((pid) => !others.has(pid) && isOf(pid, containerId, since, others))
    const first = found.map(Number).toSorted((a, b) => startOf(a) - startOf(b))[0]
    if (first !== undefined && (isPreparation(first) || (programTicks(containerId, first) ?? 0) > completeAt)) return true
    if (isOver()) return false
    await delay(lookEveryMs)
  }
}

/** Read after the process was found in the container's group: a program cannot become a preparation again. */
function isPreparation(pid: number): boolean {
  if (preparingName.test(read(`/proc/${pid}/comm`) ?? '')) return true
  try {
    return preparingProgram.test(readlinkSync(`/proc/${pid}/exe`))
  } catch {
    // Ended, or hidden from this user.
    return false
  }
}

const startOf = (pid: number) => Number(readProcess(pid)?.startTime ?? Number.NaN)

function processIds(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    // Not Linux.
    return []
  }
}

/** One that is too old is noted in `others`; a younger one may yet be put into the container's group. */
function isOf(pid: string, containerId: string, since: number, others: Set<string>): boolean {
  if (startOf(Number(pid)) < since) {
    others.add(pid)
    return false
  }
  return read(`/proc/${pid}/cgroup`)?.includes(containerId) === true
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Not Linux, ended, or hidden from this user.
    return undefined
  }
}
