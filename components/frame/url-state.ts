'use client'

import { useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

/**
 * View state in the address (N2): the current parameters and a setter that changes some of them in place, without a server
 * round trip and without a history entry. `undefined` or an empty text removes a parameter.
 */
export function useUrlState(): [URLSearchParams, (changes: Record<string, string | undefined>) => void] {
  const params = useSearchParams()
  const set = useCallback((changes: Record<string, string | undefined>) => {
    const next = new URLSearchParams(window.location.search)
    for (const [key, value] of Object.entries(changes)) {
      if (value) next.set(key, value)
      else next.delete(key)
    }
    const query = next.toString()
    window.history.replaceState(null, '', `${window.location.pathname}${query ? `?${query}` : ''}${window.location.hash}`)
  }, [])
  return [params, set]
}
