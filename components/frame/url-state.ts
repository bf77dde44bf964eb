'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'

/**
 * What was written into the address last, and before it what the router has not told of yet. The router follows in transitions, several
 * keystrokes later, and puts each older query back into the address bar for a moment; a field that showed the router's answer would
 * lose the letters in between.
 */
let written: { path: string; query: string; earlier: readonly string[] } | undefined
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) forgetEarlier()
  }
}

function forgetEarlier(): void {
  if (written) written = { ...written, earlier: [] }
}

/** The query written last, as long as the address bar says it or one the router still has on its way. */
function current(): string | undefined {
  if (written === undefined || window.location.pathname !== written.path) return undefined
  const shown = window.location.search.replace(/^\?/, '')
  return shown === written.query || written.earlier.includes(shown) ? written.query : undefined
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
  useEffect(() => {
    // The router has caught up or is elsewhere: an older query in the address is a person's wish from here on.
    if (written && (written.query === routed.toString() || (path !== null && path !== written.path))) forgetEarlier()
  }, [routed, path])
  const set = useCallback((changes: Record<string, string | undefined>) => {
    const before = current()
    const next = new URLSearchParams(before ?? window.location.search)
    for (const [key, value] of Object.entries(changes)) {
      if (value) next.set(key, value)
      else next.delete(key)
    }
    const text = next.toString()
    const earlier = written && before !== undefined ? [...written.earlier, before] : [window.location.search.replace(/^\?/, '')]
    written = { path: window.location.pathname, query: text, earlier }
    window.history.replaceState(null, '', `${window.location.pathname}${text ? `?${text}` : ''}${window.location.hash}`)
    for (const listener of listeners) listener()
  }, [])
  return [params, set]
}
