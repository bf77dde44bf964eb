'use client'
import { useCallback, useState } from 'react'
import type { GoTo } from '@/components/logs/LogList'
import type { LogChoice } from '@/components/logs/log-choice'
import type { LogState } from '@/components/logs/log-model'
import { lowerBound } from '@/components/logs/row-map'
import type { LogSearch } from '@/components/logs/use-log-search'

interface Held {
  root: string
  place?: GoTo
  /** The match that was gone to last. */
  found?: { number: number; generation: number }
  /** The search whose newest match was gone to. */
  jumpedFor: string
  /** The line of the address that was gone to. */
  visited?: string
}

/** Where the list shall go: to the line of the address once it is here, then to matches. Another log (`root`) begins anew. */
export function useLogPlace(
  root: string,
  choice: LogChoice,
  wanted: string,
  state: LogState,
  search: LogSearch,
): {
  place: GoTo | undefined
  current: number | undefined
  /** Place of the current match among all, from 1. */
  position: number | undefined
  step: (by: 1 | -1) => void
  leave: () => void
} {
  const begun = (): Held => ({ root, jumpedFor: choice.line === undefined ? '' : wanted })
  const [kept, setKept] = useState(begun)
  let held = kept.root === root ? kept : begun()
  const { generation } = state
  if (choice.line !== undefined && state.anchor !== undefined && state.anchorId === choice.line && held.visited !== choice.line)
    held = { ...held, visited: choice.line, place: nextPlace(held, state.anchor) }
  // A search that is typed goes to its newest match; one that came with a link to a line does not leave the line.
  const { numbers } = search
  const newest = numbers.at(-1)
  if (wanted !== held.jumpedFor && (wanted === '' || newest !== undefined)) {
    const { found: _, ...rest } = { ...held, jumpedFor: wanted }
    held = newest === undefined ? rest : atMatch(rest, newest, generation)
  }
  if (held !== kept) setKept(held)

  const current = held.found?.generation === generation ? held.found.number : undefined
  const step = useCallback(
    (by: 1 | -1) => {
      if (numbers.length === 0) return
      const at = current === undefined ? (by === 1 ? -1 : numbers.length) : lowerBound(numbers, current)
      const next = numbers[(at + by + numbers.length) % numbers.length] ?? 0
      setKept((before) => atMatch(before, next, generation))
    },
    [numbers, current, generation],
  )
  const leave = useCallback(() => setKept(({ place: _, ...rest }) => rest), [])
  const position = current === undefined ? undefined : lowerBound(numbers, current) + 1 + Math.max(0, search.found - numbers.length)
  return { place: held.place, current, position: numbers.length === 0 ? undefined : position, step, leave }
}

const nextPlace = (held: Held, number: number): GoTo => ({ number, step: (held.place?.step ?? 0) + 1 })
const atMatch = (held: Held, number: number, generation: number): Held => ({
  ...held,
  found: { number, generation },
  place: nextPlace(held, number),
})
