import { setImmediate as nextRound } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTurns } from '@/agent/reconcile/turns'

test('takes one after the other, a round of the event loop between any two', async () => {
  const turn = createTurns()
  const order: string[] = []
  let rounds = 0
  let done = false
  for (const name of ['a', 'b', 'c'])
    turn(() => {
      order.push(`${name} in round ${rounds}`)
      if (name === 'a') turn(() => order.push('a again'))
      done = name === 'c'
    })
  expect(order).toEqual([])
  for (; !done; rounds++) await nextRound()
  await nextRound()
  expect(order).toEqual(['a in round 0', 'b in round 1', 'c in round 2', 'a again'])
})

test('begins again after it ran dry', async () => {
  const turn = createTurns()
  await new Promise<void>(turn)
  await new Promise<void>(turn)
})
