/** The reconciler's only judgement: from what is wanted and what is seen, the next step of the operation and of each instance. Pure. */

import { currentPhase, startsInstances } from '@/agent/operations'
import { isRolling, isServing, planRollout, rolledSlots } from '@/agent/reconcile/rounds'
import type { InstanceObservation } from '@/agent/runtimes/runtime'
import type { InstanceRecord, OperationRecord } from '@/agent/store/records'
import { type PhaseName, type ProvisioningState, phaseNames } from '@/lib/contract/scorepoint'
import { roundSize } from '@/lib/domain/rolling/rolling-plan'

/** 1, 2, 4 … 30 s. */
export const longestBackoffMs = 30_000

export interface InstanceFacts
  extends Pick<InstanceRecord, 'id' | 'generation' | 'slot' | 'index' | 'state' | 'published' | 'restarts' | 'backoffUntil'> {
  staged: boolean
  /** Absent when it was not looked at (nothing was started under this id). */
  observation?: InstanceObservation
  /** Unix ms of the next health probe. */
  nextProbeAt: number
}

export interface DeploymentFacts {
  /** Unix ms. */
  now: number
  state: ProvisioningState
  stopped: boolean
  /** 0 = no generation was ever published. */
  observedGeneration: number
  replicas: number
  /** Replica by replica, as Kubernetes rolls. */
  oneByOne?: boolean
  operation?: Pick<OperationRecord, 'kind' | 'deployment' | 'generation' | 'replicas' | 'phases' | 'cancelRequested'>
  instances: InstanceFacts[]
}

/** `key`: steps of one key never overlap; a running step that is no longer wanted is aborted. */
export type Step =
  | { key: 'operation'; do: 'phase'; phase: 'Validate' | 'ResolveEnvironment' | 'BuildEnvironment' }
  | { key: 'operation'; do: 'begin-phase' | 'end-phase'; phase: PhaseName }
  | { key: 'operation'; do: 'publish' | 'publish-count' | 'publish-round' | 'cancel' | 'finish' | 'remove-resource' }
  | { key: string; do: 'create'; generation: number; slot: number }
  | { key: string; do: 'stage' | 'start' | 'await-ready' | 'exited' | 'replace' | 'retire' | 'forget' | 'probe'; instance: string }

export interface Decision {
  steps: Step[]
  /** Unix ms at which to look again though nothing happened. */
  wakeAt?: number
}

interface Wanted {
  generation: number
  /** Slots from … to (exclusive). */
  from: number
  to: number
  /** Phase of the operation that brings this generation up; undefined for the serving one (anything goes). */
  phase?: PhaseName
}

function reached(phase: PhaseName | undefined, wanted: PhaseName): boolean {
  return phase === undefined || phaseNames.indexOf(phase) >= phaseNames.indexOf(wanted)
}

function wantedSlots(facts: DeploymentFacts): Wanted[] {
  if (facts.state === 'Deleting') return []
  const { operation, replicas } = facts
  const isServed = facts.observedGeneration > 0 && !facts.stopped
  const serving: Wanted[] = isServed ? [{ generation: facts.observedGeneration, from: 0, to: replicas }] : []
  if (!operation || !startsInstances(operation)) return serving
  const phase = currentPhase(operation)?.name
  if (!reached(phase, 'StageArtifacts')) return serving
  const to = Math.max(replicas, operation.replicas)
  if (isServed && operation.generation === facts.observedGeneration) return [{ generation: operation.generation, from: 0, to }]
  const rising = { generation: operation.generation, from: 0, phase: phase ?? ('Publish' as const) }
  if (!isServed) return [{ ...rising, to: operation.replicas }]
  const plan = planRollout(operation, facts)
  return [
    { generation: facts.observedGeneration, from: plan.rolled, to: plan.counting ? to : replicas },
    { ...rising, to: plan.until },
  ]
}

/** The newest live attempt of a slot; older ones and those on their way out do not count. */
function currentOf(instances: InstanceFacts[], generation: number, slot: number): InstanceFacts | undefined {
  return instances
    .filter((one) => one.generation === generation && one.slot === slot && !['Draining', 'Stopped', 'Failed'].includes(one.state))
    .toSorted((a, b) => b.index - a.index)[0]
}

function hasEnded(observation: InstanceObservation | undefined): boolean {
  return observation !== undefined && (observation.state === 'exited' || observation.state === 'gone')
}

function instanceStep(instance: InstanceFacts, phase: PhaseName | undefined, now: number): Step | number | undefined {
  const key = `instance:${instance.id}`
  switch (instance.state) {
    case 'Pending':
      if (!instance.staged) return reached(phase, 'StageArtifacts') ? { key, do: 'stage', instance: instance.id } : undefined
      return reached(phase, 'StartInstances') ? { key, do: 'start', instance: instance.id } : undefined
    case 'Starting':
      if (hasEnded(instance.observation)) return { key, do: 'exited', instance: instance.id }
      if (instance.observation?.state === 'unknown') return undefined
      return reached(phase, 'WaitReady') ? { key, do: 'await-ready', instance: instance.id } : undefined
    case 'Ready':
    case 'Unready':
      if (hasEnded(instance.observation)) return { key, do: 'exited', instance: instance.id }
      // A probe that cannot be made must not end anything.
      if (instance.observation?.state === 'unknown') return undefined
      return now >= instance.nextProbeAt ? { key: `probe:${instance.id}`, do: 'probe', instance: instance.id } : instance.nextProbeAt
    case 'Crashed':
    case 'Backoff': {
      const until = instance.backoffUntil ? Date.parse(instance.backoffUntil) : 0
      // Further away than any back-off: the clock was set back.
      return now >= until || until - now > longestBackoffMs ? { key, do: 'replace', instance: instance.id } : until
    }
    default:
      return undefined
  }
}

function operationStep(facts: DeploymentFacts): Step | undefined {
  const operation = facts.operation
  if (facts.state === 'Deleting') return facts.instances.length === 0 ? { key: 'operation', do: 'remove-resource' } : undefined
  if (!operation) return undefined
  if (operation.cancelRequested) return { key: 'operation', do: 'cancel' }
  const phase = currentPhase(operation)
  if (!phase) {
    const live = facts.instances.some((one) => one.state !== 'Failed')
    return operation.kind === 'stop' && live ? undefined : { key: 'operation', do: 'finish' }
  }
  switch (phase.name) {
    case 'Validate':
    case 'ResolveEnvironment':
    case 'BuildEnvironment':
      return { key: 'operation', do: 'phase', phase: phase.name }
    case 'Publish':
      return { key: 'operation', do: 'publish' }
    default: {
      if (phase.state === 'pending') return { key: 'operation', do: 'begin-phase', phase: phase.name }
      return progress(facts, operation, phase.name)
    }
  }
}

function slots(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)
}

/** The step that ends a phase of the instances, or a round of it, once every instance it is about got there. */
function progress(
  facts: DeploymentFacts,
  operation: NonNullable<DeploymentFacts['operation']>,
  phase: 'StageArtifacts' | 'StartInstances' | 'WaitReady',
): Step | undefined {
  const { generation, replicas } = operation
  const plan = isRolling(operation, facts) ? planRollout(operation, facts) : undefined
  if (plan?.counting) {
    const added = slots(facts.replicas, replicas).map((slot) => currentOf(facts.instances, facts.observedGeneration, slot))
    // The serving generation may be the broken one that this update is to mend: an instance that ended once is not waited for.
    const isCounted = added.every((one) => one && (isReady(one) || one.restarts > 0 || one.state === 'Backoff' || one.state === 'Crashed'))
    return isCounted ? { key: 'operation', do: 'publish-count' } : undefined
  }
  // While the round before drains, there is nothing to judge.
  if (plan && plan.until === plan.rolled) return undefined
  // Instances that a scaling does not touch are not its business.
  const from = operation.kind === 'scale' ? facts.replicas : 0
  const done = slots(from, plan?.until ?? replicas).every((slot) => {
    const one = currentOf(facts.instances, generation, slot)
    if (!one) return false
    if (phase === 'StageArtifacts') return one.staged
    if (phase === 'StartInstances') return one.state === 'Starting' || one.state === 'Ready'
    return isReady(one)
  })
  if (!done) return undefined
  const isLast = phase !== 'WaitReady' || plan === undefined || plan.until === replicas
  return isLast ? { key: 'operation', do: 'end-phase', phase } : { key: 'operation', do: 'publish-round' }
}

function isReady(instance: InstanceFacts): boolean {
  return instance.state === 'Ready' && !hasEnded(instance.observation)
}

/** After a rollout that was given up: an instance of it that serves stays until the one it replaced is back. */
function isHeld(facts: DeploymentFacts, instance: InstanceFacts): boolean {
  const { operation, observedGeneration } = facts
  if (facts.state === 'Deleting' || facts.stopped || instance.slot >= facts.replicas) return false
  if (instance.generation === observedGeneration || !isServing(facts, instance) || !isReady(instance)) return false
  if (operation?.generation === instance.generation) return false
  if (operation && isRolling(operation, facts) && instance.slot < rolledSlots(operation, facts.instances)) return false
  const back = currentOf(facts.instances, observedGeneration, instance.slot)
  return !back || !isReady(back)
}

/** What to do now. Called again after every step, event and tick; the same facts always give the same answer. */
export function decide(facts: DeploymentFacts): Decision {
  const steps: Step[] = []
  const times: number[] = []
  const forOperation = operationStep(facts)
  if (forOperation) steps.push(forOperation)
  if (forOperation?.do === 'cancel') return { steps }

  const kept = new Set<string>()
  const take = (instance: InstanceFacts, phase: PhaseName | undefined) => {
    kept.add(instance.id)
    const next = instanceStep(instance, phase, facts.now)
    if (typeof next === 'number') times.push(next)
    else if (next) steps.push(next)
  }
  const held = facts.instances.filter((one) => isHeld(facts, one))
  // The way back goes in rounds, too: slots whose turn has not come.
  const later = new Set(held.slice(roundSize(facts.replicas, facts.oneByOne)).map((one) => one.slot))
  for (const { generation, from, to, phase } of wantedSlots(facts)) {
    for (const slot of slots(from, to)) {
      const current = currentOf(facts.instances, generation, slot)
      if (!current) {
        if (generation === facts.observedGeneration && later.has(slot)) continue
        const beginning = phase === 'StageArtifacts' && facts.operation && currentPhase(facts.operation)?.state === 'pending'
        if (!beginning) steps.push({ key: `slot:${generation}:${slot}`, do: 'create', generation, slot })
        continue
      }
      take(current, phase)
    }
  }
  for (const instance of held) if (!kept.has(instance.id)) take(instance, undefined)
  const restarting = facts.operation !== undefined && startsInstances(facts.operation)
  for (const instance of facts.instances) {
    if (kept.has(instance.id)) continue
    const key = `instance:${instance.id}`
    if (instance.state !== 'Failed') steps.push({ key, do: 'retire', instance: instance.id })
    else if (facts.state === 'Deleting' || restarting) steps.push({ key, do: 'forget', instance: instance.id })
  }
  return { steps, wakeAt: times.length > 0 ? Math.min(...times) : undefined }
}
