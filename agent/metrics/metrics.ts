/** Metrics of deployments: kept in memory, written once a second in one transaction, read as series for charts. */
import { addCell, type Cell, emptyCell, latencyOf } from '@/agent/metrics/cell'
import { type GroupUse, measureGroups } from '@/agent/metrics/process-use'
import type { DeploymentCounters } from '@/agent/router/table'
import type { TrafficBucket } from '@/agent/store/counter-store'
import type { CellSeconds, createMetricStore, StoredCell } from '@/agent/store/metric-store'

export const fineKeptSeconds = 20 * 60
const daySeconds = 24 * 60 * 60
/** A week, and the day that is under way. */
export const keptDays = 8
const lengths: readonly CellSeconds[] = [10, 60]
const sampleEverySeconds = 5
/** Looked for old cells this often. */
const sweepEverySeconds = 60

/** A running instance whose processes are to be measured. */
export interface MeasuredInstance {
  id: string
  pid: number
  endpointUid: string
  /** Lower case. */
  deployment: string
  /** As its runtime measured it; absent = by the system's process table. */
  use?: GroupUse
}

export interface MetricsOptions {
  store: ReturnType<typeof createMetricStore>
  /** Instances of this machine with a process of their own. */
  instances: () => readonly MeasuredInstance[]
  now?: () => number
}

export function createMetrics({ store, instances, now = Date.now }: MetricsOptions) {
  const cells = new Map<string, StoredCell>()
  const changed = new Set<string>()
  /** Requests that run or wait right now, where there are any: a cell without news must still show them. */
  const busy = new Map<string, { endpointUid: string; deployment: string; inFlight: number; queued: number }>()
  const lastUse = new Map<string, { cpuSeconds: number; at: number }>()
  let sampledAt = 0
  let sweptAt = 0

  const seconds = () => now() / 1000

  function add(endpointUid: string, deployment: string, more: Partial<Cell>): void {
    for (const length of lengths) {
      const at = Math.floor(seconds() / length) * length
      const key = `${endpointUid}/${deployment}/${length}/${at}`
      let known = cells.get(key)
      if (!known) {
        // An agent that was restarted within the cell goes on with it.
        known = { endpointUid, deployment, seconds: length, at, cell: store.one(endpointUid, length, at, deployment) ?? emptyCell() }
        cells.set(key, known)
      }
      addCell(known.cell, more)
      changed.add(key)
    }
  }

  function sample(): void {
    const running = instances()
    const uses = measureGroups(running.flatMap((one) => (one.use === undefined ? [one.pid] : [])))
    const sums = new Map<string, { endpointUid: string; deployment: string; cpu: number; measured: number; memory: number }>()
    const seen = new Set<string>()
    for (const { id, pid, endpointUid, deployment, use: measured } of running) {
      const use = measured ?? uses.get(pid)
      if (!use) continue
      seen.add(id)
      const before = lastUse.get(id)
      const at = seconds()
      lastUse.set(id, { cpuSeconds: use.cpuSeconds, at })
      const key = `${endpointUid}/${deployment}`
      const sum = sums.get(key) ?? { endpointUid, deployment, cpu: 0, measured: 0, memory: 0 }
      sum.memory += use.memoryBytes
      // Less than before: a process of the group ended and took its share along.
      if (before && use.cpuSeconds >= before.cpuSeconds) {
        sum.cpu += use.cpuSeconds - before.cpuSeconds
        sum.measured = Math.max(sum.measured, at - before.at)
      }
      sums.set(key, sum)
    }
    for (const id of lastUse.keys()) if (!seen.has(id)) lastUse.delete(id)
    for (const { endpointUid, deployment, cpu, measured, memory } of sums.values()) {
      add(endpointUid, deployment, { cpuSeconds: cpu, measuredSeconds: measured, memoryBytes: memory })
    }
  }

  function sweep(): void {
    const at = Math.floor(seconds())
    store.dropBefore(10, at - fineKeptSeconds)
    store.dropBefore(60, (Math.floor(at / daySeconds) - keptDays + 1) * daySeconds)
    for (const [key, cell] of cells) if (cell.at + cell.seconds < at && !changed.has(key)) cells.delete(key)
  }

  return {
    /** What a deployment's counters grew by since the last report. */
    grown(endpointUid: string, deployment: string, { requests, byCode, latencyMs }: TrafficBucket): void {
      add(endpointUid, deployment, { requests, byCode, latency: latencyOf(latencyMs) })
    },
    /** What runs and waits now. */
    gauge(endpointUid: string, deployment: string, { inFlight, queued }: Pick<DeploymentCounters, 'inFlight' | 'queued'>): void {
      const key = `${endpointUid}/${deployment}`
      if (inFlight + queued === 0) {
        busy.delete(key)
        return
      }
      busy.set(key, { endpointUid, deployment, inFlight, queued })
      add(endpointUid, deployment, { inFlight, queued })
    },
    /** Called once a second. */
    flush(): void {
      for (const { endpointUid, deployment, inFlight, queued } of busy.values()) add(endpointUid, deployment, { inFlight, queued })
      if (seconds() - sampledAt >= sampleEverySeconds) {
        sampledAt = seconds()
        sample()
      }
      if (changed.size > 0) store.save([...changed].flatMap((key) => cells.get(key) ?? []))
      changed.clear()
      if (seconds() - sweptAt >= sweepEverySeconds) {
        sweptAt = seconds()
        sweep()
      }
    },
    /** Drops what is known of endpoints that were deleted; their rows went with them. */
    forget(isKnown: (endpointUid: string) => boolean): void {
      for (const [key, { endpointUid }] of cells) {
        if (isKnown(endpointUid)) continue
        cells.delete(key)
        changed.delete(key)
      }
      for (const [key, { endpointUid }] of busy) if (!isKnown(endpointUid)) busy.delete(key)
    },
    /** Cells that begin in [from, to), Unix seconds; what is not written yet included. */
    between(endpointUid: string, length: CellSeconds, from: number, to: number): { deployment: string; at: number; cell: Cell }[] {
      const stored = store.between(endpointUid, length, from, to)
      const live = [...cells.values()].filter(
        (one) => one.endpointUid === endpointUid && one.seconds === length && one.at >= from && one.at < to,
      )
      const isLive = new Set(live.map(({ deployment, at }) => `${deployment}/${at}`))
      return [...stored.filter(({ deployment, at }) => !isLive.has(`${deployment}/${at}`)), ...live]
    },
  }
}
export type Metrics = ReturnType<typeof createMetrics>
