'use client'

import { useLocale } from 'next-intl'
import { useEffect, useState } from 'react'
import { loadMonaco, type Monaco } from '@/components/editor/load-monaco'

export interface Loaded<T> {
  monaco: Monaco
  view: T
}

/**
 * Monaco and the view that uses it, once both are loaded; undefined until then and when they cannot be (blocked, offline, too old a
 * browser): callers then show a text area. `prepare` runs in the moment before the first value is given.
 */
export function useMonaco<T>(loadView: () => Promise<T>, prepare?: () => void): Loaded<T> | undefined {
  const locale = useLocale()
  const [loaded, setLoaded] = useState<Loaded<T>>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the loader is the same in every render of a component, whatever its identity
  useEffect(() => {
    // Differences and checks are found in workers; where there are none, nothing of it is fetched.
    if (typeof Worker === 'undefined') return
    let isGone = false
    Promise.all([loadMonaco(locale), loadView()])
      .then(([monaco, view]) => {
        if (isGone) return
        prepare?.()
        setLoaded({ monaco, view })
      })
      .catch((error: unknown) => console.warn('The code editor could not be loaded; a text area stands in for it.', error))
    return () => {
      isGone = true
    }
  }, [locale])
  return loaded
}
