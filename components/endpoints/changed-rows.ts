'use client'

import { useEffect, useRef, useState } from 'react'
import { changeSignature } from '@/components/endpoints/list-view'
import type { EndpointStatus } from '@/lib/contract/scorepoint'

const highlightMs = 1_300

/** Names of the endpoints that a live event has just changed (or brought), for a brief highlight. The first read changes nothing. */
export function useChangedRows(endpoints: readonly EndpointStatus[] | undefined): ReadonlySet<string> {
  const seen = useRef<Map<string, string> | undefined>(undefined)
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (!endpoints) return
    const before = seen.current
    seen.current = new Map(endpoints.map((endpoint) => [endpoint.name, changeSignature(endpoint)]))
    if (!before) return
    const names = endpoints.filter((endpoint) => before.get(endpoint.name) !== changeSignature(endpoint)).map((endpoint) => endpoint.name)
    if (names.length === 0) return
    setChanged(new Set(names))
    const timer = setTimeout(() => setChanged(new Set()), highlightMs)
    return () => clearTimeout(timer)
  }, [endpoints])
  return changed
}
