'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback, useMemo, useSyncExternalStore } from 'react'

/**
 * What was written into the address last. The router tells of it in a transition, which may come several keystrokes later; a field that
 * showed the router's answer would lose the letters in between.
 */
let written: { path: string; query: string } | undefined
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The query written last, as long as it is what the address bar says. */
function current(): string | undefined {
  if (written === undefined || window.location.pathname !== written.path) return undefined
  return window.location.search === (written.query ? `?${written.query}` : '') ? written.query : undefined
}

/**
 * View state in the address (N2): the current parameters and a setter that changes some of them in place, at once, without a server
 * round trip and without a history entry. `undefined` or an empty text removes a parameter.
 */
export function useUrlState(): [URLSearchParams, (changes: Record<string, string | undefined>) => void] {
  const routed = useSearchParams()
  const path = usePathname()
  const query = useSyncExternalStore(subscribe, current, () => undefined)
  // A page that is just being opened is not the one it was written for.
  const isHere = query !== undefined && (path === null || path === written?.path)
  const params = useMemo(() => (isHere ? new URLSearchParams(query) : routed), [isHere, query, routed])
  const set = useCallback((changes: Record<string, string | undefined>) => {
    const next = new URLSearchParams(window.location.search)
    for (const [key, value] of Object.entries(changes)) {
      if (value) next.set(key, value)
      else next.delete(key)
    }
    const text = next.toString()
    written = { path: window.location.pathname, query: text }
    window.history.replaceState(null, '', `${window.location.pathname}${text ? `?${text}` : ''}${window.location.hash}`)
    for (const listener of listeners) listener()
  }, [])
  return [params, set]
}
