'use client'
import { useEffect, useState } from 'react'
import { lowerBound } from '@/components/logs/row-map'
import type { LogSearchPart } from '@/lib/contract/scorepoint'

/** While lines keep coming, a finished search begins again this long after the last one ended. */
const againMs = 1500

export interface LogSearch {
  /** Ascending numbers of matching lines; the oldest may still be missing. */
  numbers: readonly number[]
  found: number
  backTo?: string
  isDone: boolean
  problem?: string
}
const nothing: LogSearch = { numbers: [], found: 0, isDone: true }

/** Puts the numbers of an older segment before, or between, those found already. */
function merge(held: readonly number[], more: readonly number[]): readonly number[] {
  const first = held[0]
  const last = more[more.length - 1]
  if (first === undefined || last === undefined) return first === undefined ? more : held
  if (last < first) return [...more, ...held]
  const at = lowerBound(held, more[0] ?? 0)
  return [...held.slice(0, at), ...[...held.slice(at), ...more].sort((a, b) => a - b)]
}

/**
 * Searches the log of a filter from its newest line back, as the page shows how far it came. `search` is the query of the search route,
 * empty for none. A log that grows is searched again now and then; what was found stays until then.
 */
export function useLogSearch(root: string, filter: string, search: string, epoch: string, end: number): LogSearch {
  const [state, setState] = useState<LogSearch & { key: string; end: number }>({ ...nothing, key: '', end: 0 })
  const key = `${root}?${filter}&${search}#${epoch}`
  const isStale = state.key !== key
  const hasGrown = !isStale && state.isDone && state.end < end && state.problem === undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key holds all that a search depends on; growth starts it again
  useEffect(() => {
    if (search === '' || epoch === '' || !(isStale || hasGrown)) return
    let stream: EventSource | undefined
    const isAgain = hasGrown
    const timer = setTimeout(
      () => {
        let found: LogSearch = { ...nothing, isDone: false }
        stream = new EventSource(`${root}/search?${[filter, search].filter(Boolean).join('&')}`)
        const show = (isEnd: boolean) => {
          if (!isAgain || isEnd) setState({ ...found, key, end })
        }
        stream.onmessage = (message: MessageEvent<string>) => {
          const part = JSON.parse(message.data) as LogSearchPart
          const backTo = part.backTo ?? found.backTo
          found = { numbers: merge(found.numbers, part.numbers), found: part.found, isDone: part.done, ...(backTo ? { backTo } : {}) }
          if (part.done) stream?.close()
          show(part.done)
        }
        stream.addEventListener('problem', (event) => {
          stream?.close()
          const { message } = JSON.parse((event as MessageEvent<string>).data) as { message: string }
          found = { ...found, isDone: true, problem: message }
          show(true)
        })
        stream.onerror = () => {
          // Ended by itself, or refused: begun again with the next line or letter.
          stream?.close()
          found = { ...found, isDone: true }
          show(true)
        }
      },
      isAgain ? againMs : 0,
    )
    return () => {
      clearTimeout(timer)
      stream?.close()
    }
  }, [key, hasGrown])
  if (search === '') return nothing
  return isStale ? { ...nothing, isDone: false } : state
}
