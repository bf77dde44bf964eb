/** What containers use, from the engine's statistics. */
import type { InstanceUse } from '@/agent/runtimes/runtime'

/** The parts of `GET /containers/{id}/stats` that are read. */
export interface EngineStats {
  read?: string
  cpu_stats?: { cpu_usage?: { total_usage?: number }; system_cpu_usage?: number; online_cpus?: number }
  memory_stats?: { usage?: number; stats?: { total_inactive_file?: number; inactive_file?: number } }
}

export interface UseSample extends InstanceUse {
  /** Unix ms of the engine's reading. */
  at: number
}

/**
 * Memory without the page cache that can be dropped (`total_inactive_file` with cgroup v1, `inactive_file` with v2), and the processor time
 * since the sample before. Undefined for a container that ended meanwhile.
 */
export function measuredUse(stats: EngineStats, before: UseSample | undefined): UseSample | undefined {
  const total = stats.cpu_stats?.cpu_usage?.total_usage
  const usage = stats.memory_stats?.usage
  if (total === undefined || usage === undefined) return undefined
  const cache = stats.memory_stats?.stats
  const at = stats.read === undefined ? Number.NaN : Date.parse(stats.read)
  const cpuSeconds = total / 1e9
  const elapsed = before === undefined ? 0 : (at - before.at) / 1000
  const isLater = before !== undefined && elapsed > 0 && cpuSeconds >= before.cpuSeconds
  return {
    at,
    cpuSeconds,
    memoryBytes: Math.max(0, usage - (cache?.total_inactive_file ?? cache?.inactive_file ?? 0)),
    ...(isLater ? { cpuPercent: Math.round(((cpuSeconds - before.cpuSeconds) / elapsed) * 1000) / 10 } : {}),
  }
}
