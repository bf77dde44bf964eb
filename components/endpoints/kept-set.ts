'use client'

import { useCallback, useSyncExternalStore } from 'react'

const none: ReadonlySet<string> = new Set()
const parsed = new Map<string, { text: string; value: ReadonlySet<string> }>()
const listeners = new Set<() => void>()

function read(key: string): ReadonlySet<string> {
  const text = readText(key)
  const known = parsed.get(key)
  if (known?.text === text) return known.value
  const value = parse(text)
  parsed.set(key, { text, value })
  return value
}

function readText(key: string): string {
  try {
    return window.localStorage.getItem(key) ?? ''
  } catch {
    return '' // storage is switched off: choices last as long as the page
  }
}

function parse(text: string): ReadonlySet<string> {
  try {
    const found: unknown = JSON.parse(text || '[]')
    return new Set(Array.isArray(found) ? found.filter((one) => typeof one === 'string') : [])
  } catch {
    return none // written by something else
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

/** Names this browser keeps under `key` (favourites, hidden columns), the same in every tab; empty while the server renders. */
export function useKeptSet(key: string): [ReadonlySet<string>, (name: string) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => none,
  )
  const toggle = useCallback(
    (name: string) => {
      const next = new Set(read(key))
      if (!next.delete(name)) next.add(name)
      const text = JSON.stringify([...next])
      parsed.set(key, { text, value: next })
      try {
        window.localStorage.setItem(key, text)
      } catch {
        // As above.
      }
      for (const listener of listeners) listener()
    },
    [key],
  )
  return [value, toggle]
}
