// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { useUrlState } from '@/components/frame/url-state'

/** What the router has told of; it follows the address late. */
let routed = new URLSearchParams()
vi.mock('next/navigation', () => ({ usePathname: () => window.location.pathname, useSearchParams: () => routed }))

/** The router ends a transition: its query goes into the address bar, and the page is drawn with it. */
function routerArrivesAt(query: string) {
  window.history.replaceState(null, '', `${window.location.pathname}${query ? `?${query}` : ''}`)
  routed = new URLSearchParams(query)
}

beforeEach(() => {
  routed = new URLSearchParams()
  window.history.replaceState(null, '', '/activity')
})

test('keeps every letter while the router is still at an earlier one', () => {
  const { result, rerender } = renderHook(() => useUrlState())
  const type = (letter: string) => act(() => result.current[1]({ q: (result.current[0].get('q') ?? '') + letter }))
  for (const letter of 'be') type(letter)
  routerArrivesAt('q=b')
  rerender()
  expect(result.current[0].get('q')).toBe('be')
  for (const letter of 'ta') type(letter)
  routerArrivesAt('q=bet')
  rerender()
  act(() => result.current[1]({ status: 'Failed' }))
  expect(window.location.search).toBe('?q=beta&status=Failed')
})

test('follows the address when a person goes back to what it said before', () => {
  const { result, rerender } = renderHook(() => useUrlState())
  act(() => result.current[1]({ q: 'a' }))
  act(() => result.current[1]({ q: 'ab' }))
  routerArrivesAt('q=ab')
  rerender()
  routerArrivesAt('q=a')
  rerender()
  expect(result.current[0].get('q')).toBe('a')
})
