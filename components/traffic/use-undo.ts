'use client'

import { useCallback, useEffect, useState } from 'react'
import type { Traffic } from '@/components/traffic/traffic-draft'

/** The split before and after the last one applied in this tab; kept over reloads so that undo stays offered. */
export interface AppliedSplit {
  before: Traffic
  after: Traffic
}

/** Remembers the last applied split of an endpoint in this tab. */
export function useAppliedSplit(endpoint: string): [AppliedSplit | undefined, (split: AppliedSplit | undefined) => void] {
  const key = `scorepoint.applied-split.${endpoint}`
  const [split, setSplit] = useState<AppliedSplit>()
  useEffect(() => {
    const stored = sessionStorage.getItem(key)
    setSplit(stored ? (JSON.parse(stored) as AppliedSplit) : undefined)
  }, [key])
  const remember = useCallback(
    (next: AppliedSplit | undefined) => {
      setSplit(next)
      if (next) sessionStorage.setItem(key, JSON.stringify(next))
      else sessionStorage.removeItem(key)
    },
    [key],
  )
  return [split, remember]
}
