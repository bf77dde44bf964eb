/** Processor time and memory of process groups, read from /proc in one pass. */
import { readdirSync, readFileSync } from 'node:fs'

export interface GroupUse {
  cpuSeconds: number
  memoryBytes: number
}

const pageBytes = 4096
/** Clock ticks per second in /proc on every Linux that Node runs on. */
const ticksPerSecond = 100

/**
 * Use of the whole group of each process; groups whose process is gone are missing. On systems without /proc nothing is measured.
 * CPU time of a process that ended goes with it: the caller takes a smaller sum as a new beginning.
 */
export function measureGroups(pids: readonly number[]): Map<number, GroupUse> {
  const byGroup = new Map<number, GroupUse>()
  const groupOf = new Map<number, number>()
  if (process.platform !== 'linux' || pids.length === 0) return new Map()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const row = readStat(entry)
    if (!row) continue
    groupOf.set(Number(entry), row.group)
    const use = byGroup.get(row.group) ?? { cpuSeconds: 0, memoryBytes: 0 }
    byGroup.set(row.group, { cpuSeconds: use.cpuSeconds + row.cpuSeconds, memoryBytes: use.memoryBytes + row.memoryBytes })
  }
  return new Map(
    pids.flatMap((pid) => {
      const use = byGroup.get(groupOf.get(pid) ?? Number.NaN)
      return use ? [[pid, use] as const] : []
    }),
  )
}

function readStat(pid: string): (GroupUse & { group: number }) | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name may hold spaces and parentheses; the fields follow its last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    return { group: Number(fields[2]), cpuSeconds: ticks / ticksPerSecond, memoryBytes: Number(fields[21]) * pageBytes }
  } catch {
    return undefined // ended between two looks
  }
}
