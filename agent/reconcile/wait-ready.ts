import { probeWithDefaults } from '@/agent/control/normalise'
import { durationMs } from '@/agent/control/routing'
import { orAborted, pause, StepAborted } from '@/agent/reconcile/context'
import type { InstanceObservation, Runtime } from '@/agent/runtimes/runtime'
import type { Deployment } from '@/lib/contract/arm/deployment'

export interface ReadinessRule {
  successThreshold: number
  timeoutMs: number
  /** Between the successes when more than one is wanted; the first is taken as soon as it comes. */
  periodMs: number
  /** An instance that did not answer by then hangs: initial delay + period × failure threshold, of the probe that gives up first. */
  limitMs: number
  limitedBy: 'readiness' | 'liveness'
}

/** What the probe settings of a deployment (Azure's defaults where they are silent) ask of a start. */
export function readinessRule({ readinessProbe, livenessProbe }: Deployment['properties']): ReadinessRule {
  const readiness = probeWithDefaults(readinessProbe)
  const liveness = probeWithDefaults(livenessProbe)
  const limitOf = (probe: typeof readiness) =>
    durationMs(probe.initialDelay, 10_000) + durationMs(probe.period, 10_000) * probe.failureThreshold
  return {
    successThreshold: readiness.successThreshold,
    timeoutMs: durationMs(readiness.timeout, 2000),
    periodMs: durationMs(readiness.period, 10_000),
    limitMs: Math.min(limitOf(readiness), limitOf(liveness)),
    limitedBy: limitOf(liveness) < limitOf(readiness) ? 'liveness' : 'readiness',
  }
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
      await pause(rule.periodMs, signal)
      continue
    }
    successes = 0
    if (performance.now() - lastLook >= 50) {
      lastLook = performance.now()
      const observation = await runtime.observe(id)
      if (observation.state === 'exited' || observation.state === 'gone') return { result: 'exited', observation }
    }
    if (already + elapsed > rule.limitMs) return { result: 'hung' }
    await pause(probeIntervalMs(elapsed), signal)
  }
  return { result: 'aborted' }
}
