import { orAborted, pause, StepAborted } from '@/agent/reconcile/context'
import type { InstanceObservation, Runtime } from '@/agent/runtimes/runtime'

export interface ReadinessRule {
  successThreshold: number
  timeoutMs: number
  /** An instance not ready by then hangs: initial delay + period × failure threshold. */
  limitMs: number
}

export type Readiness =
  | { result: 'ready' }
  | { result: 'exited'; observation: InstanceObservation }
  | { result: 'hung' }
  | { result: 'aborted' }

/** Until first ready: every 5 ms in the first second, then 50 ms, then (after ten seconds) 250 ms. */
export function probeIntervalMs(elapsedMs: number): number {
  if (elapsedMs < 1000) return 5
  return elapsedMs < 10_000 ? 50 : 250
}

/**
 * Probes a started instance until it answers often enough, ends, or exceeds the limit.
 * @param startedAt Unix ms of the start, so that a restarted agent does not grant the whole limit again.
 */
export async function waitReady(
  runtime: Pick<Runtime, 'probe' | 'observe'>,
  id: string,
  rule: ReadinessRule,
  startedAt: number,
  signal: AbortSignal,
): Promise<Readiness> {
  const already = Math.max(0, Date.now() - startedAt)
  const from = performance.now()
  let successes = 0
  let lastLook = -Infinity
  while (!signal.aborted) {
    const elapsed = performance.now() - from
    const answered = await orAborted(runtime.probe(id, rule.timeoutMs), signal).catch((error: unknown) => {
      if (error instanceof StepAborted) return false
      throw error
    })
    if (signal.aborted) break
    if (answered) {
      successes += 1
      if (successes >= rule.successThreshold) return { result: 'ready' }
    } else {
      successes = 0
    }
    if (performance.now() - lastLook >= 50) {
      lastLook = performance.now()
      const observation = await runtime.observe(id)
      if (observation.state !== 'running') return { result: 'exited', observation }
    }
    if (already + elapsed > rule.limitMs) return { result: 'hung' }
    await pause(probeIntervalMs(elapsed), signal)
  }
  return { result: 'aborted' }
}
