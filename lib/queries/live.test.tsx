// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { endpointsQuery } from '@/lib/queries/endpoints'
import { useLiveEvents } from '@/lib/queries/live'

/** Stands in for the browser's EventSource, which jsdom lacks. */
class Source extends EventTarget {
  static all: Source[] = []
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  isClosed = false
  constructor(readonly url: string) {
    super()
    Source.all.push(this)
  }
  close() {
    this.isClosed = true
  }
  change(endpoint: string) {
    this.dispatchEvent(new MessageEvent('change', { data: JSON.stringify({ endpoint }) }))
  }
}

let client: QueryClient
let invalidated: string[]

beforeEach(() => {
  vi.useFakeTimers()
  Source.all = []
  vi.stubGlobal('EventSource', Source)
  client = new QueryClient()
  invalidated = []
  vi.spyOn(client, 'invalidateQueries').mockImplementation(async (filters) => {
    invalidated.push((filters?.queryKey ?? []).join('/'))
  })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function start() {
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>
  renderHook(() => useLiveEvents(), { wrapper })
  const first = Source.all[0]
  if (!first) throw new Error('no stream was opened')
  return first
}

/** Open, and what was read at once is forgotten. */
async function startOpened() {
  const source = start()
  source.onopen?.()
  await vi.advanceTimersByTimeAsync(100)
  invalidated = []
  return source
}

test('what changed before the stream was open is read once it is', async () => {
  const source = start()
  source.onopen?.()
  await vi.advanceTimersByTimeAsync(100)
  expect(invalidated).toEqual(['endpoints', 'endpoint', 'activity', 'quota'])
})

test('a change re-reads the list and its endpoint within 100 ms', async () => {
  const source = await startOpened()
  source.change('house-prices')
  await vi.advanceTimersByTimeAsync(100)
  expect(invalidated.toSorted()).toEqual(['activity', 'endpoint/house-prices', 'endpoints', 'quota'])
})

test('a lost stream is opened again and everything is read once', async () => {
  const source = await startOpened()
  source.onerror?.()
  expect(source.isClosed).toBe(true)
  await vi.advanceTimersByTimeAsync(500)
  expect(Source.all).toHaveLength(2)
  expect(invalidated).toEqual([])
  Source.all[1]?.onopen?.()
  await vi.advanceTimersByTimeAsync(100)
  expect(invalidated.toSorted()).toEqual(['activity', 'doctor', 'endpoint', 'endpoints', 'quota'])
})

test('a refused stream makes the page find out who is away, and waits longer each time', async () => {
  const source = start()
  source.onerror?.()
  await vi.advanceTimersByTimeAsync(100)
  expect(invalidated).toContain('endpoints')
  await vi.advanceTimersByTimeAsync(400)
  expect(Source.all).toHaveLength(2)
  Source.all[1]?.onerror?.()
  await vi.advanceTimersByTimeAsync(999)
  expect(Source.all).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(1)
  expect(Source.all).toHaveLength(3)
})

test('a read of the list that is under way when something changes cannot put the old row back', async () => {
  const answers: { url: string; answer: (share: number) => void }[] = []
  vi.stubGlobal('fetch', (url: string) => {
    return new Promise<Response>((resolve) => {
      const answer = (share: number) =>
        resolve(Response.json({ endpoints: [{ name: 'house-prices', traffic: { blue: share }, deployments: [] }] }))
      answers.push({ url, answer })
    })
  })
  const source = await startOpened()
  client.setQueryData(endpointsQuery().queryKey, { endpoints: [] })
  const whole = client.fetchQuery({ ...endpointsQuery(), staleTime: 0 })
  await vi.advanceTimersByTimeAsync(0)
  source.change('house-prices')
  await vi.advanceTimersByTimeAsync(200)
  expect(answers.map(({ url }) => url)).toEqual(['/api/endpoints'])
  answers[0]?.answer(10)
  await whole
  await vi.advanceTimersByTimeAsync(100)
  expect(answers.map(({ url }) => url)).toEqual(['/api/endpoints', '/api/endpoints?name=house-prices'])
  answers[1]?.answer(90)
  await vi.advanceTimersByTimeAsync(0)
  expect(client.getQueryData(endpointsQuery().queryKey)?.endpoints[0]?.traffic).toEqual({ blue: 90 })
})
