/** Drives one deployment: looks, decides, runs the steps, looks again. Steps of different instances overlap, steps of one never do. */
import { isDeepStrictEqual } from 'node:util'
import { isKubernetes } from '@/agent/control/kubernetes'
import { problemOf } from '@/agent/operations'
import { noteAddress } from '@/agent/reconcile/container-addresses'
import { type ReconcileContext, StepAborted } from '@/agent/reconcile/context'
import { type DeploymentFacts, decide, type InstanceFacts, type Step } from '@/agent/reconcile/decide'
import type { Health } from '@/agent/reconcile/health'
import { handleExit } from '@/agent/reconcile/instance-exit'
import { awaitInstance, createInstance, replaceInstance, stageInstance, startInstance } from '@/agent/reconcile/instance-steps'
import { cancel, endPhase, failOperation, finish, removeDeployment, runPhases, startPhase } from '@/agent/reconcile/operation-steps'
import { publish, publishCount, publishRound, roundOf } from '@/agent/reconcile/publish'
import { forgetInstance, retireInstance } from '@/agent/reconcile/retire'
import type { DeploymentRecord, InstanceRecord, OperationRecord } from '@/agent/store/records'
import type { PhaseNote } from '@/lib/contract/phase-note'
import type { PhaseName } from '@/lib/contract/scorepoint'
import { ProblemError } from '@/lib/problems/problem'

/** Looks again at least this often while anything of the deployment runs. */
const tickMs = 1000
const retryFirstMs = 1000
const retryLongestMs = 60_000
/** Besides, everything is tried again when the engine is back. */
const engineRetryMs = { first: 250, longest: 5000 }
/** Left to end by themselves; every other running step that is no longer wanted stops at once. */
const leftToEnd: ReadonlySet<Step['do']> = new Set(['probe', 'publish', 'publish-count', 'publish-round'])
/** A step that keeps failing for unforeseen reasons ends its operation after so many tries. */
const unexpectedTolerated = 5

function phaseResult(phase: PhaseName, { replicas: count, phases }: OperationRecord, round: PhaseNote[]): PhaseNote[] | undefined {
  if (phase === 'StartInstances') {
    // Which way of starting was taken, noted by the last instance that was.
    const noted = phases.find((one) => one.name === phase)?.notes
    const how: PhaseNote[] = noted === undefined || isDeepStrictEqual(noted, round) ? [{ code: 'initRunning' }] : noted
    return [...(round.length > 0 ? round : [{ code: 'instances' as const, count, total: count }]), ...how]
  }
  return phase === 'WaitReady' ? [{ code: 'ready', count, total: count }] : undefined
}

export interface DeploymentActor {
  wake(): void
  /** What waits to be tried again is tried now. */
  retryNow(): void
  /** Stops deciding and aborts what runs; resolves when nothing of it runs any more. */
  close(): Promise<void>
}

interface Running {
  does: Step['do']
  controller: AbortController
  promise: Promise<void>
}

interface Records {
  endpointKey: string
  /** Of the endpoint when this was read. */
  version: number
  deployment?: DeploymentRecord
  operation?: OperationRecord
  instances: InstanceRecord[]
}

export function createDeploymentActor(
  context: ReconcileContext,
  health: Health,
  turn: (act: () => void) => void,
  uid: string,
  onGone: () => void,
): DeploymentActor {
  const running = new Map<string, Running>()
  /** `operation` under which the failures were counted: the next one has its own. */
  const retries = new Map<string, { at: number; failures: number; operation?: string }>()
  let records: Records | undefined
  let timer: NodeJS.Timeout | undefined
  let looking = false
  let lookAgain = false
  let closed = false

  /** What the journal says; read again only after a write to the endpoint. Nobody changes these records in place. */
  function read(): Records {
    const version = records && context.store.versionOf(records.endpointKey)
    if (records !== undefined && records.version === version) return records
    const deployment = context.store.resources.deploymentByUid(uid)
    const endpointKey = deployment?.endpointKey ?? ''
    const fresh = {
      endpointKey,
      version: context.store.versionOf(endpointKey),
      deployment,
      operation: context.store.operations.runningOn(uid),
      instances: context.store.instances.of(uid),
    }
    records = deployment && fresh
    return fresh
  }

  async function observe(instance: InstanceRecord): Promise<InstanceFacts['observation']> {
    if (!['Starting', 'Ready', 'Unready'].includes(instance.state)) return undefined
    const observation = await context.runtime.observe(instance.id)
    if (observation.state === 'running' && observation.memoryBytes !== undefined) context.memory.set(instance.id, observation.memoryBytes)
    else context.memory.delete(instance.id)
    if (observation.state !== 'running') return observation
    const current = context.store.instances.get(instance.id)
    const deployment = current && context.store.resources.deploymentByUid(uid)
    if (current && deployment && noteAddress(context, deployment, current, observation)) health.hasten(deployment, current)
    else if (current && observation.pid !== instance.pid)
      context.store.note(() => context.store.instances.save({ ...current, pid: observation.pid }))
    return observation
  }

  async function facts(deployment: DeploymentRecord): Promise<DeploymentFacts> {
    const seen = new Map<string, InstanceFacts['observation']>()
    for (const instance of read().instances) seen.set(instance.id, await observe(instance))
    // Read again: steps may have committed while we looked.
    const { deployment: current = deployment, operation, instances } = read()
    return {
      now: Date.now(),
      state: current.state,
      stopped: current.stopped,
      observedGeneration: current.observedGeneration,
      replicas: current.replicas,
      oneByOne: isKubernetes(current.spec),
      operation,
      instances: instances.map((instance) => ({
        ...instance,
        staged: instance.spec !== undefined,
        observation: seen.get(instance.id),
        nextProbeAt: instance.state === 'Ready' || instance.state === 'Unready' ? health.nextProbeAt(current, instance) : 0,
      })),
    }
  }

  async function execute(step: Step, signal: AbortSignal): Promise<void> {
    if (step.do === 'probe') {
      const { deployment, instances } = read()
      const instance = instances.find((one) => one.id === step.instance)
      if (deployment && instance) await health.probe(deployment, instance)
      return
    }
    const deployment = context.store.resources.deploymentByUid(uid)
    if (!deployment) return
    if (step.do === 'create') return createInstance(context, deployment, step.generation, step.slot)
    if ('instance' in step) {
      const instance = context.store.instances.get(step.instance)
      if (instance) await executeOnInstance(step.do, deployment, instance, signal)
      return
    }
    if (step.do === 'remove-resource') return removeDeployment(context, deployment)
    const operation = context.store.operations.runningOn(uid)
    if (!operation) return
    if (step.do === 'phase') return runPhases(context, uid, step.phase, signal)
    const round = roundOf(context, deployment, operation)
    if (step.do === 'begin-phase') return startPhase(context, operation.id, step.phase, round.length > 0 ? round : undefined)
    if (step.do === 'end-phase') return endPhase(context, operation.id, step.phase, phaseResult(step.phase, operation, round))
    if (step.do === 'publish-count') return publishCount(context, deployment, operation)
    if (step.do === 'publish-round') return publishRound(context, deployment, operation)
    if (step.do === 'publish') return publish(context, deployment, operation)
    if (step.do === 'cancel') return cancel(context, deployment, operation)
    return finish(context, uid, operation.id)
  }

  async function executeOnInstance(
    does: Step['do'],
    deployment: DeploymentRecord,
    instance: InstanceRecord,
    signal: AbortSignal,
  ): Promise<void> {
    if (does === 'stage') return stageInstance(context, deployment, instance, signal)
    if (does === 'start') return startInstance(context, deployment, instance)
    if (does === 'await-ready') return awaitInstance(context, deployment, instance, signal)
    if (does === 'exited') {
      const observation = await context.runtime.observe(instance.id)
      return handleExit(context, deployment, instance, observation, health.verdict(instance.id))
    }
    if (does === 'replace') return replaceInstance(context, deployment, instance)
    if (does === 'retire') return retireInstance(context, deployment, instance, signal)
    if (does === 'forget') return forgetInstance(context, instance)
  }

  /** Steps of the operation itself and of the instances it brings up; what happens to the serving ones is not its failure. */
  function concerns(operation: OperationRecord, step: Step): boolean {
    if (step.do === 'create') return step.generation === operation.generation
    if (!('instance' in step)) return step.do !== 'remove-resource'
    const isAboutStart = step.do === 'stage' || step.do === 'start' || step.do === 'await-ready' || step.do === 'exited'
    return isAboutStart && context.store.instances.get(step.instance)?.generation === operation.generation
  }

  function failed(step: Step, error: unknown): void {
    const operation = context.store.operations.runningOn(uid)
    const before = retries.get(step.key)
    const failures = (before?.operation === operation?.id ? (before?.failures ?? 0) : 0) + 1
    const counted = { failures, ...(operation === undefined ? {} : { operation: operation.id }) }
    if (error instanceof ProblemError && error.problem.code === 'RuntimeUnavailable' && error.problem.retryable) {
      context.log.warn({ reason: error.problem.message, deployment: uid, step: step.do, failures }, 'a step waits for the engine')
      retries.set(step.key, { at: Date.now() + Math.min(engineRetryMs.longest, engineRetryMs.first * 2 ** (failures - 1)), ...counted })
      return
    }
    context.log.error({ err: error, deployment: uid, step: step.do, failures }, 'step failed unexpectedly')
    const concerned = operation && operation.phases.length > 0 && failures >= unexpectedTolerated && concerns(operation, step)
    if (concerned) failOperation(context, uid, operation.id, problemOf(error))
    const delay = Math.random() * Math.min(retryLongestMs, retryFirstMs * 2 ** (failures - 1))
    retries.set(step.key, { at: Date.now() + Math.max(100, delay), ...counted })
  }

  function run(step: Step): void {
    const controller = new AbortController()
    const promise = execute(step, controller.signal)
      .then(
        () => void retries.delete(step.key),
        (error: unknown) => {
          if (error instanceof StepAborted || controller.signal.aborted) return
          failed(step, error)
        },
      )
      .catch((error: unknown) => context.log.error({ err: error, deployment: uid }, 'a failure could not be recorded'))
      .finally(() => {
        running.delete(step.key)
        wake()
      })
    running.set(step.key, { does: step.do, controller, promise })
  }

  async function look(): Promise<void> {
    const { deployment } = read()
    if (!deployment) {
      closed = true
      onGone()
      return
    }
    const { steps, wakeAt } = decide(await facts(deployment))
    if (closed) return
    const wanted = new Map(steps.map((step) => [step.key, step.do]))
    for (const [key, one] of running) {
      if (wanted.get(key) !== one.does && !leftToEnd.has(one.does)) one.controller.abort()
    }
    const now = Date.now()
    let next = wakeAt
    for (const step of steps) {
      if (running.has(step.key)) continue
      const retryAt = retries.get(step.key)?.at ?? 0
      if (retryAt > now) next = Math.min(next ?? retryAt, retryAt)
      else run(step)
    }
    const idle = read().instances.length === 0 && steps.length === 0
    if (next !== undefined || !idle) schedule(Math.min(context.runtime.lookEveryMs ?? tickMs, Math.max(1, (next ?? now + tickMs) - now)))
  }

  function schedule(ms: number): void {
    clearTimeout(timer)
    if (closed) return
    timer = setTimeout(wake, ms)
  }

  function wake(): void {
    if (closed) return
    if (looking) {
      lookAgain = true
      return
    }
    looking = true
    clearTimeout(timer)
    turn(() => {
      if (closed) return
      look()
        .catch((error: unknown) => {
          context.log.error({ err: error, deployment: uid }, 'looking at a deployment failed')
          schedule(tickMs)
        })
        .finally(() => {
          looking = false
          if (lookAgain) {
            lookAgain = false
            wake()
          }
        })
    })
  }

  return {
    wake,
    retryNow() {
      retries.clear()
      wake()
    },
    async close() {
      closed = true
      clearTimeout(timer)
      for (const one of running.values()) one.controller.abort()
      await Promise.allSettled([...running.values()].map((one) => one.promise))
    },
  }
}
