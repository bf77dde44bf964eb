'use client'

import { useEffect, useRef, useState } from 'react'
import { changeSignature } from '@/components/endpoints/list-view'
import type { EndpointStatus } from '@/lib/contract/scorepoint'

const highlightMs = 1_300
const none: ReadonlySet<string> = new Set()

/** Names of the endpoints that a live event has just changed (or brought), for a brief highlight. The first read changes nothing. */
export function useChangedRows(endpoints: readonly EndpointStatus[] | undefined, isPart: boolean): ReadonlySet<string> {
  const seen = useRef<Map<string, { endpoint: EndpointStatus; signature: string }> | undefined>(undefined)
  const [changed, setChanged] = useState<ReadonlySet<string>>(none)
  useEffect(() => {
    // The rest of a list of which only a part was known is no news.
    if (!endpoints || isPart) return
    const before = seen.current
    // An endpoint that is the same object as before was not read anew.
    seen.current = new Map(
      endpoints.map((endpoint) => {
        const known = before?.get(endpoint.name)
        return [endpoint.name, known?.endpoint === endpoint ? known : { endpoint, signature: changeSignature(endpoint) }]
      }),
    )
    if (!before) return
    const now = seen.current
    const names = [...now].filter(([name, row]) => before.get(name)?.signature !== row.signature).map(([name]) => name)
    if (names.length === 0) return
    setChanged(new Set(names))
    const timer = setTimeout(() => setChanged(none), highlightMs)
    return () => clearTimeout(timer)
  }, [endpoints, isPart])
  return changed
}
