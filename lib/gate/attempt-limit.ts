export interface AttemptLimit {
  /** Milliseconds until the next try is looked at; 0 = now. */
  waitMs(now: number): number
  failed(now: number): void
  succeeded(): void
}

/**
 * Failed sign-ins: `perMinute` within any minute close the door for a minute, the next time for two, up to fifteen.
 * One limit for all callers: on a loopback port they cannot be told apart.
 */
export function createAttemptLimit(perMinute = 5): AttemptLimit {
  let failures: number[] = []
  let closedUntil = 0
  let closings = 0
  return {
    waitMs: (now) => Math.max(0, closedUntil - now),
    failed(now) {
      failures = [...failures.filter((at) => now - at < 60_000), now]
      if (failures.length < perMinute) return
      closedUntil = now + Math.min(15, 2 ** closings) * 60_000
      closings += 1
      failures = []
    },
    succeeded() {
      failures = []
      closings = 0
      closedUntil = 0
    },
  }
}
