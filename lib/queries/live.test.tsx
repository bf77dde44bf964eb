// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
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

test('a change re-reads the list and its endpoint within 100 ms', async () => {
  const source = start()
  source.onopen?.()
  source.change('house-prices')
  await vi.advanceTimersByTimeAsync(100)
  expect(invalidated).toEqual(['endpoints', 'activity', 'endpoint/house-prices'])
})

test('a lost stream is opened again and everything is read once', async () => {
  const source = start()
  source.onopen?.()
  source.onerror?.()
  expect(source.isClosed).toBe(true)
  await vi.advanceTimersByTimeAsync(500)
  expect(Source.all).toHaveLength(2)
  expect(invalidated).toEqual([])
  Source.all[1]?.onopen?.()
  await vi.advanceTimersByTimeAsync(100)
  expect(invalidated).toEqual(['endpoints', 'endpoint', 'doctor', 'activity'])
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
