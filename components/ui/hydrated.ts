import { useSyncExternalStore } from 'react'

const never = () => () => undefined

/**
 * False on the server and until React has taken over the page. A field that accepted typing before that would lose it, or mix it
 * with what it shows afterwards.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
