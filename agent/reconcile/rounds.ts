/**
 * How a new generation takes the place of a serving one: first the count, then slot by slot in rounds, each of them new beside old,
 * ready, swap, drain. Pure.
 * Doc: https://learn.microsoft.com/azure/machine-learning/how-to-deploy-online-endpoints (rolling update, 20 percent at a time)
 */
import type { InstanceRecord, OperationRecord } from '@/agent/store/records'
import type { PhaseNote } from '@/lib/contract/phase-note'
import { roundCount, roundSize } from '@/lib/domain/rolling/rolling-plan'

type InstanceOfRollout = Pick<InstanceRecord, 'generation' | 'slot' | 'state' | 'published'>

/** Slots that the new generation has taken over so far: the rounds before are done, slot 0 first. */
export function rolledSlots(operation: Pick<OperationRecord, 'generation'>, instances: readonly InstanceOfRollout[]): number {
  const slots = instances
    .filter((one) => one.generation === operation.generation && one.published && one.state !== 'Failed')
    .map((one) => one.slot)
  return slots.length === 0 ? 0 : Math.max(...slots) + 1
}

export interface RolloutFacts {
  observedGeneration: number
  stopped: boolean
  replicas: number
  /** Replica by replica, as Kubernetes rolls. */
  oneByOne?: boolean
  instances: readonly InstanceOfRollout[]
}

export interface RolloutPlan {
  /** The serving generation has another count than wanted and gets that first. */
  counting: boolean
  /** Slots of the new generation that serve already. */
  rolled: number
  /** Slots of the new generation that may exist now; equals `rolled` while the round before still drains. */
  until: number
  /** The round that is due, from 1. */
  round: number
  rounds: number
}

/** True when a generation is brought up while another one serves; everything else comes up in one go. */
export function isRolling(
  operation: Pick<OperationRecord, 'generation'>,
  facts: Pick<RolloutFacts, 'observedGeneration' | 'stopped'>,
): boolean {
  return facts.observedGeneration > 0 && !facts.stopped && operation.generation !== facts.observedGeneration
}

/** Where a rollout stands, from what is seen alone: a restarted agent goes on with the same answer. */
export function planRollout(operation: Pick<OperationRecord, 'generation' | 'replicas'>, facts: RolloutFacts): RolloutPlan {
  const { replicas } = operation
  const size = roundSize(replicas, facts.oneByOne)
  const rolled = rolledSlots(operation, facts.instances)
  const counting = facts.replicas !== replicas
  const drains = facts.instances.some((one) => one.generation !== operation.generation && one.slot < rolled && one.state !== 'Failed')
  return {
    counting,
    rolled,
    until: counting ? 0 : drains ? rolled : Math.min(replicas, rolled + size),
    round: Math.min(roundCount(replicas, facts.oneByOne), Math.floor(rolled / size) + 1),
    rounds: roundCount(replicas, facts.oneByOne),
  }
}

/** `round 2 of 5`; empty when there is only one. */
export function roundNotes({ round, rounds }: Pick<RolloutPlan, 'round' | 'rounds'>): PhaseNote[] {
  return rounds > 1 ? [{ code: 'round', round, rounds }] : []
}

/** True when the instance belongs to those that get requests: of the serving generation, or of a newer one that took its slot over. */
export function isServing(
  deployment: { observedGeneration: number },
  instance: Pick<InstanceRecord, 'generation' | 'published' | 'state'>,
): boolean {
  if (instance.state === 'Draining') return false
  return (
    instance.generation === deployment.observedGeneration || (instance.published && instance.generation > deployment.observedGeneration)
  )
}
