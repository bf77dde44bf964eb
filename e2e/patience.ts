import { availableParallelism, loadavg } from 'node:os'

/** A time a person is promised, and up to four times as long where others keep the machine's cores busy. */
export function underLoad(ms: number): number {
  return ms * Math.min(4, Math.max(1, (loadavg()[0] ?? 0) / availableParallelism()))
}
