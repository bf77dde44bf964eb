'use client'

import { useEffect, useState } from 'react'

const settledMs = 350

/** `value` once nobody has typed for 350 ms, undefined until then; at once for the value the page opens with. A half-typed path is asked by nobody. */
export function useSettled(value: string | undefined): string | undefined {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settledMs)
    return () => clearTimeout(timer)
  }, [value])
  return settled === value ? value : undefined
}
