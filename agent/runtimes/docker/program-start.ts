/** When the program of a container began, by the kernel's clock: what was complete before that, it has never seen otherwise. Linux alone. */
import { existsSync, readFileSync, readlinkSync } from 'node:fs'
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

/** A preparation takes some 100 ms. */
const lookEveryMs = 10

/** What runs in the process that becomes the container's: runc itself, by a copy in memory mostly, which later names itself `runc:[2:INIT]`. */
const preparingProgram = /^\/memfd:runc_cloned:|\/runc[^/]*$/
const preparingName = /^runc:\[/

/** Where the engine's cgroup drivers list the processes of a container, by version: cgroup 2 and 1, each of cgroupfs and of systemd. */
const groupLists = (containerId: string) =>
  ['', '/unified', '/pids'].flatMap((hierarchy) => [
    `/sys/fs/cgroup${hierarchy}/docker/${containerId}/cgroup.procs`,
    `/sys/fs/cgroup${hierarchy}/system.slice/docker-${containerId}.scope/cgroup.procs`,
  ])

/**
 * Looks at the first process of a container from now on. One that the engine's runtime still prepares proves that the program begins after
 * this call, also when it then ends before anybody could look at it. Linux alone, runc alone, and groups where the engine keeps them by
 * itself: elsewhere nothing is seen.
 * @param look `completeAt`: what the program is to begin after, in ticks (see bootTicks), not later than now; `isOver`: true once there is
 *             nothing to wait for
 * @returns true when the program certainly began, or will begin, after `completeAt`
 */
export async function beginsAfter(
  containerId: string,
  { completeAt, isOver }: { completeAt: number; isOver: () => boolean },
): Promise<boolean> {
  const lists = groupLists(containerId)
  for (;;) {
    const first = processesIn(lists).toSorted((a, b) => startOf(a) - startOf(b))[0]
    if (first !== undefined && (isPreparation(first) || (programTicks(containerId, first) ?? 0) > completeAt)) return true
    if (isOver()) return false
    await delay(lookEveryMs)
  }
}

/** Processes of another namespace are listed as 0. */
function processesIn(lists: readonly string[]): number[] {
  const list = lists.find(existsSync)
  return (list === undefined ? '' : (read(list) ?? '')).split('\n').map(Number).filter(Boolean)
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

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Not Linux, ended, or hidden from this user.
    return undefined
  }
}
