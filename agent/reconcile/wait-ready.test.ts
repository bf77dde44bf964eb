import { expect, it } from 'vitest'
import { backoffMs } from '@/agent/reconcile/instance-exit'
import { probeIntervalMs, type ReadinessRule, readinessRule, waitReady } from '@/agent/reconcile/wait-ready'
import type { InstanceObservation, Runtime } from '@/agent/runtimes/runtime'

const runs: InstanceObservation = { state: 'running', pid: 1, startedAt: '', address: {} }
const ended: InstanceObservation = { state: 'exited', exitCode: 3, signal: null, at: '' }
const rule: ReadinessRule = { successThreshold: 1, timeoutMs: 100, periodMs: 1, limitMs: 10_000, limitedBy: 'readiness' }
const neverAborted = new AbortController().signal

/** A runtime of which waitReady needs two answers only. */
function runtimeOf(probe: () => Promise<boolean>, observation = runs): Pick<Runtime, 'probe' | 'observe'> {
  return { probe, observe: async () => observation }
}

it('asks often at first, then less', () => {
  expect([0, 999, 1000, 9999, 10_000].map(probeIntervalMs)).toEqual([5, 5, 50, 50, 250])
})

it('is ready after enough successes in a row', async () => {
  const answers = [true, false, true, true]
  let asked = 0
  const runtime = runtimeOf(async () => answers[asked++] ?? false)
  expect(await waitReady(runtime, 'a', { ...rule, successThreshold: 2 }, Date.now(), neverAborted)).toEqual({ result: 'ready' })
  expect(asked).toBe(4)
})

it('leaves a period between successes when more than one is asked for', async () => {
  const at: number[] = []
  const runtime = runtimeOf(async () => at.push(performance.now()) > 0)
  await waitReady(runtime, 'a', { ...rule, successThreshold: 3, periodMs: 30 }, Date.now(), neverAborted)
  expect(at).toHaveLength(3)
  expect((at[2] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(55)
})

it('gives up with the probe that gives up first', () => {
  const defaults = readinessRule({ endpointComputeType: 'Managed' })
  expect(defaults).toEqual({ successThreshold: 1, timeoutMs: 2000, periodMs: 10_000, limitMs: 310_000, limitedBy: 'readiness' })
  const livenessProbe = { initialDelay: 'PT5S', period: 'PT1S', failureThreshold: 3 }
  expect(readinessRule({ endpointComputeType: 'Managed', livenessProbe })).toMatchObject({ limitMs: 8000, limitedBy: 'liveness' })
})

it('sees an exit at once', async () => {
  expect(
    await waitReady(
      runtimeOf(async () => false, ended),
      'a',
      rule,
      Date.now(),
      neverAborted,
    ),
  ).toEqual({ result: 'exited', observation: ended })
})

it('counts the time before a restart of the agent towards the limit', async () => {
  const longAgo = Date.now() - 10_001
  expect(
    await waitReady(
      runtimeOf(async () => false),
      'a',
      rule,
      longAgo,
      neverAborted,
    ),
  ).toEqual({ result: 'hung' })
})

it('does not wait for a silent probe when it is aborted', async () => {
  const controller = new AbortController()
  const waiting = waitReady(
    runtimeOf(() => new Promise(() => undefined)),
    'a',
    rule,
    Date.now(),
    controller.signal,
  )
  controller.abort()
  expect(await waiting).toEqual({ result: 'aborted' })
})

it('backs off 1, 2, 4 … 30 s', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map(backoffMs)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
})
