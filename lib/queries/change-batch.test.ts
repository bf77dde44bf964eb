import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ChangeBatch, createChangeBatcher } from '@/lib/queries/change-batch'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a burst becomes one flush with every name', async () => {
  const batches: ChangeBatch[] = []
  const batcher = createChangeBatcher(async (batch) => batches.push(batch), 100)
  batcher.add('a')
  batcher.add('b')
  batcher.add('a')
  await vi.advanceTimersByTimeAsync(99)
  expect(batches).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(batches).toEqual([{ all: false, endpoints: new Set(['a', 'b']) }])
})

test('a change during a slow flush waits for it and is not lost', async () => {
  const batches: ChangeBatch[] = []
  const batcher = createChangeBatcher(async (batch) => {
    batches.push(batch)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }, 100)
  batcher.add('a')
  await vi.advanceTimersByTimeAsync(200)
  batcher.add('b')
  await vi.advanceTimersByTimeAsync(300)
  expect(batches).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(300)
  expect(batches.map((batch) => [...batch.endpoints])).toEqual([['a'], ['b']])
})

test('nothing is flushed after stop', async () => {
  const flush = vi.fn(async () => undefined)
  const batcher = createChangeBatcher(flush, 100)
  batcher.add(undefined)
  batcher.stop()
  batcher.add('a')
  await vi.advanceTimersByTimeAsync(1000)
  expect(flush).not.toHaveBeenCalled()
})
