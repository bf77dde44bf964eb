'use client'

import { useCallback, useSyncExternalStore } from 'react'

/** The clock in steps of `stepMs`, re-rendering the caller at each step. 0 stops it at the present value. */
export function useNowMs(stepMs: number): number {
  const subscribe = useCallback(
    (onChange: () => void) => {
      if (stepMs === 0) return () => undefined
      const timer = setInterval(onChange, stepMs)
      return () => clearInterval(timer)
    },
    [stepMs],
  )
  const step = stepMs === 0 ? 1000 : stepMs
  const read = () => Math.floor(Date.now() / step) * step
  return useSyncExternalStore(subscribe, read, read)
}
