// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useChecks } from '@/lib/queries/checks'

let asked = 0

beforeEach(() => {
  vi.useFakeTimers()
  asked = 0
  vi.stubGlobal('fetch', async () => {
    asked += 1
    return Response.json({ findings: [], joins: [], looksAtFiles: true })
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))

test('files are looked at again and again, not while somebody types, and again when the page follows', async () => {
  const client = new QueryClient()
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>
  let isTyping = false
  const request = { kind: 'deployment', text: 'name: blue\n' } as const
  const { rerender, result } = renderHook(() => useChecks(request, () => !isTyping), { wrapper })
  await pass(2_000)
  expect(asked).toBeGreaterThan(3)
  expect(result.current.findings).toEqual([])

  isTyping = true
  // The one that is due says that no other follows.
  await pass(1_000)
  const before = asked
  await pass(5_000)
  expect(asked).toBe(before)

  // Also when what was typed is taken back, and the text is the same as before.
  isTyping = false
  rerender()
  await pass(2_000)
  expect(asked).toBeGreaterThan(before + 3)
})
