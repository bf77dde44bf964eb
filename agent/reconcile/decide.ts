/** The reconciler's only judgement: from what is wanted and what is seen, the next step of the operation and of each instance. Pure. */

import { currentPhase, startsInstances } from '@/agent/operations'
import type { InstanceObservation } from '@/agent/runtimes/runtime'
import type { InstanceRecord, OperationRecord } from '@/agent/store/records'
import { type PhaseName, type ProvisioningState, phaseNames } from '@/lib/contract/scorepoint'

/** 1, 2, 4 … 30 s. */
export const longestBackoffMs = 30_000

export interface InstanceFacts extends Pick<InstanceRecord, 'id' | 'generation' | 'slot' | 'index' | 'state' | 'backoffUntil'> {
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
  operation?: Pick<OperationRecord, 'kind' | 'deployment' | 'generation' | 'replicas' | 'phases' | 'cancelRequested'>
  instances: InstanceFacts[]
}

/** `key`: steps of one key never overlap; a running step that is no longer wanted is aborted. */
export type Step =
  | { key: 'operation'; do: 'phase'; phase: 'Validate' | 'ResolveEnvironment' | 'BuildEnvironment' }
  | { key: 'operation'; do: 'begin-phase' | 'end-phase'; phase: PhaseName }
  | { key: 'operation'; do: 'publish' | 'cancel' | 'finish' | 'remove-resource' }
  | { key: string; do: 'create'; generation: number; slot: number }
  | { key: string; do: 'stage' | 'start' | 'await-ready' | 'exited' | 'replace' | 'retire' | 'forget' | 'probe'; instance: string }

export interface Decision {
  steps: Step[]
  /** Unix ms at which to look again though nothing happened. */
  wakeAt?: number
}

interface Wanted {
  generation: number
  count: number
  /** Phase of the operation that brings this generation up; undefined for the serving one (anything goes). */
  phase?: PhaseName
}

function reached(phase: PhaseName | undefined, wanted: PhaseName): boolean {
  return phase === undefined || phaseNames.indexOf(phase) >= phaseNames.indexOf(wanted)
}

function wantedGenerations(facts: DeploymentFacts): Wanted[] {
  if (facts.state === 'Deleting') return []
  const wanted: Wanted[] = []
  const operation = facts.operation
  if (facts.observedGeneration > 0 && !facts.stopped) wanted.push({ generation: facts.observedGeneration, count: facts.replicas })
  if (!operation || !startsInstances(operation)) return wanted
  const phase = currentPhase(operation)?.name
  if (!reached(phase, 'StageArtifacts')) return wanted
  const serving = wanted.find((entry) => entry.generation === operation.generation)
  if (serving) serving.count = Math.max(serving.count, operation.replicas)
  else wanted.push({ generation: operation.generation, count: operation.replicas, phase: phase ?? 'Publish' })
  return wanted
}

/** The newest live attempt of a slot; older ones and those on their way out do not count. */
function currentOf(instances: InstanceFacts[], generation: number, slot: number): InstanceFacts | undefined {
  return instances
    .filter((one) => one.generation === generation && one.slot === slot && !['Draining', 'Stopped', 'Failed'].includes(one.state))
    .toSorted((a, b) => b.index - a.index)[0]
}

function hasEnded(observation: InstanceObservation | undefined): boolean {
  return observation !== undefined && observation.state !== 'running'
}

function instanceStep(instance: InstanceFacts, phase: PhaseName | undefined, now: number): Step | number | undefined {
  const key = `instance:${instance.id}`
  switch (instance.state) {
    case 'Pending':
      if (!instance.staged) return reached(phase, 'StageArtifacts') ? { key, do: 'stage', instance: instance.id } : undefined
      return reached(phase, 'StartInstances') ? { key, do: 'start', instance: instance.id } : undefined
    case 'Starting':
      if (hasEnded(instance.observation)) return { key, do: 'exited', instance: instance.id }
      return reached(phase, 'WaitReady') ? { key, do: 'await-ready', instance: instance.id } : undefined
    case 'Ready':
    case 'Unready':
      if (hasEnded(instance.observation)) return { key, do: 'exited', instance: instance.id }
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
      const slots = Array.from({ length: operation.replicas }, (_, slot) => currentOf(facts.instances, operation.generation, slot))
      const done = slots.every((one) => {
        if (!one) return false
        if (phase.name === 'StageArtifacts') return one.staged
        if (phase.name === 'StartInstances') return one.state === 'Starting' || one.state === 'Ready'
        return one.state === 'Ready' && !hasEnded(one.observation)
      })
      return done ? { key: 'operation', do: 'end-phase', phase: phase.name } : undefined
    }
  }
}

/** What to do now. Called again after every step, event and tick; the same facts always give the same answer. */
export function decide(facts: DeploymentFacts): Decision {
  const steps: Step[] = []
  const times: number[] = []
  const forOperation = operationStep(facts)
  if (forOperation) steps.push(forOperation)
  if (forOperation?.do === 'cancel') return { steps }

  const kept = new Set<string>()
  for (const { generation, count, phase } of wantedGenerations(facts)) {
    for (let slot = 0; slot < count; slot++) {
      const current = currentOf(facts.instances, generation, slot)
      if (!current) {
        const beginning = phase === 'StageArtifacts' && facts.operation && currentPhase(facts.operation)?.state === 'pending'
        if (!beginning) steps.push({ key: `slot:${generation}:${slot}`, do: 'create', generation, slot })
        continue
      }
      kept.add(current.id)
      const next = instanceStep(current, phase, facts.now)
      if (typeof next === 'number') times.push(next)
      else if (next) steps.push(next)
    }
  }
  const restarting = facts.operation !== undefined && startsInstances(facts.operation)
  for (const instance of facts.instances) {
    if (kept.has(instance.id)) continue
    const key = `instance:${instance.id}`
    if (instance.state !== 'Failed') steps.push({ key, do: 'retire', instance: instance.id })
    else if (facts.state === 'Deleting' || restarting) steps.push({ key, do: 'forget', instance: instance.id })
  }
  return { steps, wakeAt: times.length > 0 ? Math.min(...times) : undefined }
}
