/** Probes of instances that were ready once. Counts live in memory: after a restart of the agent they start again. */

import { debuggingOf } from '@/agent/control/debugging'
import { probeWithDefaults, requestSettingsWithDefaults } from '@/agent/control/normalise'
import { durationMs } from '@/agent/control/routing'
import { journaled } from '@/agent/failpoints'
import { announce, type ReconcileContext } from '@/agent/reconcile/context'
import type { ProbeKind } from '@/agent/runtimes/runtime'
import type { Runtimes } from '@/agent/runtimes/several-runtimes'
import type { DeploymentRecord, InstanceRecord } from '@/agent/store/records'
import type { Explanation } from '@/lib/contract/scorepoint'

const debuggedLookMs = 60_000
const shortestPeriodMs = 100
const stopGraceMs = 2000
/** Until an instance whose address was read anew answers, it is asked this often, for so long. */
const hastyMs = 200
const hasteMs = 60_000

/** Successes and failures in a row of one probe. */
interface Tally {
  failures: number
  successes: number
  /** performance.now() of the next one: a wall clock that is set changes nothing. */
  nextAt: number
}

interface HealthState {
  readiness: Tally
  liveness: Tally
  /** Requests the instance had answered at the last look; undefined before the router first spoke of it. */
  completed: number | undefined
  /** performance.now() of its last sign of life. */
  aliveAt: number
  /** performance.now() until which readiness is asked for more often than its period. */
  hasteUntil: number
  rules: { version: number; value: Rules }
}

interface ProbeRule {
  periodMs: number
  timeoutMs: number
  delayMs: number
  failureThreshold: number
  successThreshold: number
}

/** Of one generation of a deployment. */
interface Rules {
  readiness: ProbeRule
  liveness: ProbeRule
  slots: number
  requestTimeoutMs: number
}

function ruleOf(probe: DeploymentRecord['spec']['properties']['livenessProbe']): ProbeRule {
  const settings = probeWithDefaults(probe)
  return {
    periodMs: Math.max(shortestPeriodMs, durationMs(settings.period, 10_000)),
    timeoutMs: durationMs(settings.timeout, 2000),
    delayMs: durationMs(settings.initialDelay, 10_000),
    failureThreshold: settings.failureThreshold,
    successThreshold: settings.successThreshold,
  }
}

function count(tally: Tally, healthy: boolean): void {
  tally.failures = healthy ? 0 : tally.failures + 1
  tally.successes = healthy ? tally.successes + 1 : 0
}

const failedEvent = { readiness: 'ReadinessProbeFailed', liveness: 'LivenessProbeFailed' } as const

/** Why an instance was ended by its liveness probe. */
export interface LivenessVerdict {
  reason: 'LivenessProbeFailed'
  explanation: Explanation
}

/** Requests that the workers of an instance can answer at once; a probe beyond that waits behind them. */
function busyAt(properties: DeploymentRecord['spec']['properties'], slots: number): number {
  const workers = Number(properties.environmentVariables?.WORKER_COUNT ?? 1)
  return Number.isInteger(workers) && workers > 0 ? Math.min(slots, workers) : slots
}

/** A container of one's own may tell its life and its readiness by two routes. */
function routesDiffer({ spec }: InstanceRecord): boolean {
  const routes = spec?.container?.routes
  return routes !== undefined && (routes.liveness.port !== routes.readiness.port || routes.liveness.path !== routes.readiness.path)
}

type HealthContext = Pick<ReconcileContext, 'store' | 'layout' | 'router' | 'routing'> & {
  runtime: Pick<Runtimes, 'probe' | 'stop' | 'explain'>
}

export function createHealth(context: HealthContext) {
  const states = new Map<string, HealthState>()
  const verdicts = new Map<string, LivenessVerdict>()

  /** The rules of a generation, read again after a write to the endpoint. */
  function rulesOf(deployment: DeploymentRecord, instance: InstanceRecord, state: HealthState): Rules {
    const version = context.store.versionOf(deployment.endpointKey)
    if (state.rules.version !== version) state.rules = { version, value: rulesFor(deployment, instance) }
    return state.rules.value
  }

  function rulesFor(deployment: DeploymentRecord, instance: InstanceRecord): Rules {
    const { properties } = context.store.resources.revision(deployment.uid, instance.generation)?.spec ?? deployment.spec
    const settings = requestSettingsWithDefaults(properties.requestSettings)
    return {
      readiness: ruleOf(properties.readinessProbe),
      liveness: ruleOf(properties.livenessProbe),
      slots: busyAt(properties, settings.maxConcurrentRequestsPerInstance),
      requestTimeoutMs: durationMs(settings.requestTimeout, 5000),
    }
  }

  function stateOf(deployment: DeploymentRecord, instance: InstanceRecord): HealthState {
    const known = states.get(instance.id)
    if (known) return known
    const rules = rulesFor(deployment, instance)
    const { readiness, liveness } = rules
    const now = performance.now()
    const state: HealthState = {
      readiness: { failures: 0, successes: 0, nextAt: now + readiness.periodMs },
      liveness: { failures: 0, successes: 0, nextAt: now + Math.max(liveness.periodMs, liveness.delayMs) },
      completed: context.router.report()?.completed?.[instance.id],
      aliveAt: now,
      hasteUntil: 0,
      rules: { version: context.store.versionOf(deployment.endpointKey), value: rules },
    }
    states.set(instance.id, state)
    return state
  }

  async function setReady(deployment: DeploymentRecord, instance: InstanceRecord, state: HealthState, ready: boolean): Promise<void> {
    journaled('instance-ready', () =>
      context.store.note(() => {
        context.store.instances.save({ ...instance, state: ready ? 'Ready' : 'Unready' })
        if (ready) announce(context, deployment, 'Ready', `${instance.id} answers again`)
        else announce(context, deployment, 'ReadinessProbeFailed', `${instance.id} failed ${state.readiness.failures} probes`, 'warning')
      }),
    )
    await context.routing.publish()
  }

  /** Ends an instance that does not live any more; why is said to who judges its exit. */
  async function endHung(deployment: DeploymentRecord, instance: InstanceRecord, failures: number, rule: ProbeRule): Promise<void> {
    announce(context, deployment, 'LivenessProbeFailed', `${instance.id} failed ${failures} of ${rule.failureThreshold}`, 'error')
    // While it still runs: its workers write into the log where they are.
    const found = instance.spec ? await context.runtime.explain(instance.spec) : undefined
    const explanation: Explanation = {
      code: 'ResourceNotReady',
      rule: 'liveness-probe',
      cause: `The instance failed ${failures} liveness probes in a row and was restarted.`,
      fix: 'Look for a wait or an endless loop in run(), or raise liveness_probe.failure_threshold and timeout.',
      decisiveLine: found?.decisiveLine,
      file: found?.file,
      line: found?.line,
    }
    verdicts.set(instance.id, { reason: 'LivenessProbeFailed', explanation })
    announce(context, deployment, 'Killing', `${instance.id} failed its liveness probe`, 'error')
    await context.runtime.stop(instance.id, stopGraceMs)
  }

  return {
    /** Why an ended instance was ended, when its liveness probe did it. */
    verdict: (id: string): LivenessVerdict | undefined => verdicts.get(id),

    /** Asks an instance that is out of rotation at once, and often until it answers. */
    hasten(deployment: DeploymentRecord, instance: InstanceRecord): void {
      const state = stateOf(deployment, instance)
      state.hasteUntil = performance.now() + hasteMs
      state.readiness.nextAt = performance.now()
      state.readiness.successes = 0
    },

    /** Unix ms; the first probe comes one period after an instance is first seen ready. */
    nextProbeAt(deployment: DeploymentRecord, instance: InstanceRecord): number {
      // A worker at a breakpoint answers no probe, and must not be ended for it.
      if (debuggingOf(context.store, deployment.uid, instance.generation)) return Date.now() + debuggedLookMs
      const { readiness, liveness } = stateOf(deployment, instance)
      return Date.now() + Math.min(readiness.nextAt, liveness.nextAt) - performance.now()
    },

    /**
     * The probes that are due, as one request where they ask the same. A request answered since the last look counts as a success; an instance whose slots are
     * all taken is not probed while these requests may still run, as the probe would wait behind them.
     */
    async probe(deployment: DeploymentRecord, instance: InstanceRecord): Promise<void> {
      const state = stateOf(deployment, instance)
      const rules = rulesOf(deployment, instance, state)
      const from = performance.now()
      const due = (['readiness', 'liveness'] as const).filter((kind) => from >= state[kind].nextAt - 1)
      const report = context.router.report()
      const completed = report?.completed?.[instance.id]
      const answered = completed !== undefined && completed !== 0 && completed !== state.completed
      state.completed = completed
      const isFull = (report?.instances[instance.id] ?? 0) >= rules.slots
      const mayBeBusy = isFull && from - state.aliveAt < rules.requestTimeoutMs + rules.liveness.periodMs
      const outcomes = new Map<ProbeKind, { healthy: boolean; tookMs: number }>()
      for (const kinds of routesDiffer(instance) ? due.map((kind) => [kind]) : [due]) {
        const asked = performance.now()
        const timeoutMs = Math.max(0, ...kinds.map((kind) => rules[kind].timeoutMs))
        const healthy = answered || (!mayBeBusy && (await context.runtime.probe(instance.id, timeoutMs, kinds[0])))
        for (const kind of kinds) outcomes.set(kind, { healthy, tookMs: performance.now() - asked })
        if (healthy) state.aliveAt = performance.now()
      }
      for (const [kind, { healthy, tookMs }] of outcomes) {
        const { timeoutMs: allowedMs, periodMs } = rules[kind]
        if (healthy || !mayBeBusy) {
          const isHasty = performance.now() < state.hasteUntil && kind === 'readiness'
          count(state[kind], healthy && (answered || tookMs <= allowedMs))
          // The first of a row is said at once, the rest only when the threshold is reached.
          if (!isHasty && state[kind].failures === 1 && rules[kind].failureThreshold > 1) {
            const message = `${instance.id} did not answer within ${allowedMs / 1000} s (1 of ${rules[kind].failureThreshold})`
            announce(context, deployment, failedEvent[kind], message, 'warning')
          }
        }
        const hasty = kind === 'readiness' && !healthy && performance.now() < state.hasteUntil
        state[kind].nextAt = performance.now() + (hasty ? Math.min(periodMs, hastyMs) : periodMs)
      }

      const { readiness, liveness } = state
      // A success in a row of many changes nothing for an instance that is in rotation.
      const isAtThreshold =
        instance.state !== 'Ready' ||
        liveness.failures >= rules.liveness.failureThreshold ||
        readiness.failures >= rules.readiness.failureThreshold ||
        readiness.successes === rules.readiness.successThreshold
      if (!isAtThreshold) return
      const current = context.store.instances.get(instance.id)
      if (!current || (current.state !== 'Ready' && current.state !== 'Unready')) return
      if (current.state === 'Ready' && readiness.failures >= rules.readiness.failureThreshold) {
        await setReady(deployment, current, state, false)
      } else if (current.state === 'Unready' && readiness.successes >= rules.readiness.successThreshold) {
        await setReady(deployment, current, state, true)
      }
      if (liveness.failures >= rules.liveness.failureThreshold) {
        await endHung(deployment, current, liveness.failures, rules.liveness)
      }
    },

    forget(isKnown: (id: string) => boolean): void {
      for (const id of states.keys()) if (!isKnown(id)) states.delete(id)
      for (const id of verdicts.keys()) if (!isKnown(id)) verdicts.delete(id)
    },
  }
}
export type Health = ReturnType<typeof createHealth>
