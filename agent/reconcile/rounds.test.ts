import { describe, expect, it } from 'vitest'
import { planRollout, roundNotes } from '@/agent/reconcile/rounds'
import { roundCount, roundSize, roundsOf } from '@/lib/domain/rolling/rolling-plan'

const one = (generation: number, slot: number, published = false, state: 'Ready' | 'Draining' | 'Backoff' | 'Failed' = 'Ready') => ({
  generation,
  slot,
  published,
  state,
})

describe('rounds', () => {
  it('replace a fifth of the instances at a time, at least one', () => {
    expect([1, 2, 5, 6, 10, 11, 50].map((count) => [roundSize(count), roundCount(count)])).toEqual([
      [1, 1],
      [1, 2],
      [1, 5],
      [2, 3],
      [2, 5],
      [3, 4],
      [10, 5],
    ])
    expect(roundsOf(11)).toEqual([
      { first: 1, last: 3 },
      { first: 4, last: 6 },
      { first: 7, last: 9 },
      { first: 10, last: 11 },
    ])
    expect(roundsOf(2, true)).toHaveLength(2)
  })

  it('begin with the count, go on only when the round before has drained, and end with the rest', () => {
    const operation = { generation: 2, replicas: 3 }
    const facts = { observedGeneration: 1, stopped: false, replicas: 3 }
    const old = [one(1, 0), one(1, 1), one(1, 2)]
    expect(planRollout(operation, { ...facts, replicas: 2, instances: old })).toMatchObject({ counting: true, rolled: 0, until: 0 })
    expect(planRollout(operation, { ...facts, instances: old })).toEqual({ counting: false, rolled: 0, until: 1, round: 1, rounds: 3 })
    const swapped = [one(1, 0, false, 'Draining'), one(1, 1), one(1, 2), one(2, 0, true)]
    expect(planRollout(operation, { ...facts, instances: swapped })).toMatchObject({ rolled: 1, until: 1, round: 2 })
    const drained = [one(1, 1), one(1, 2), one(2, 0, true)]
    expect(planRollout(operation, { ...facts, instances: drained })).toMatchObject({ rolled: 1, until: 2, round: 2 })
    const last = [one(1, 2), one(2, 0, true), one(2, 1, true, 'Backoff'), one(2, 2)]
    expect(planRollout(operation, { ...facts, instances: last })).toMatchObject({ rolled: 2, until: 3, round: 3 })
  })

  it('are said only where there is more than one', () => {
    expect(roundNotes({ round: 2, rounds: 5 })).toEqual([{ code: 'round', round: 2, rounds: 5 }])
    expect(roundNotes({ round: 1, rounds: 1 })).toEqual([])
  })
})
