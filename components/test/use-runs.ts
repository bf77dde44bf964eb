import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { invoke, type Outcome, type Run } from '@/components/test/read-events'
import type { InvokeRequest } from '@/lib/contract/invoke'

/** One answer on screen: whom the request went to (absent: by traffic) and what came back. */
export interface Lane {
  target: string | undefined
  run: Run
}

/**
 * Sends one request to one or several targets at the same time and holds what they answer. A new send, or leaving the page, ends the one
 * before. `send` resolves with the outcomes in the order of the requests; undefined when another send took its place.
 */
export function useRuns(endpoint: string) {
  const client = useQueryClient()
  const [lanes, setLanes] = useState<Lane[]>([])
  const abort = useRef<AbortController | undefined>(undefined)
  useEffect(() => () => abort.current?.abort(), [])

  const send = useCallback(
    async (requests: { target: string | undefined; request: InvokeRequest }[]): Promise<Outcome[] | undefined> => {
      abort.current?.abort()
      const mine = new AbortController()
      abort.current = mine
      const sentAt = new Date().toISOString()
      setLanes(requests.map(({ target }) => ({ target, run: { outcome: { done: false }, sentAt } })))
      const show = (index: number, outcome: Outcome) => {
        if (abort.current !== mine) return
        setLanes((before) => before.map((lane, at) => (at === index ? { ...lane, run: { outcome, sentAt } } : lane)))
      }
      const outcomes = await Promise.all(
        requests.map(async ({ request }, index) => {
          const outcome = await one(endpoint, request, mine.signal, (step) => show(index, step))
          show(index, outcome)
          return outcome
        }),
      )
      // The server writes the history row of a cancelled request a moment after the abort reached it.
      await client.invalidateQueries({ queryKey: ['invocations', endpoint] })
      return abort.current === mine ? outcomes : undefined
    },
    [endpoint, client],
  )
  const show = useCallback((shown: Lane[]) => {
    abort.current?.abort()
    abort.current = undefined
    setLanes(shown)
  }, [])
  const cancel = useCallback(() => abort.current?.abort(), [])
  const runningSince = lanes.find(({ run }) => !run.outcome.done)?.run.sentAt
  return { lanes, send, show, cancel, runningSince }
}

async function one(endpoint: string, request: InvokeRequest, signal: AbortSignal, onStep: (outcome: Outcome) => void): Promise<Outcome> {
  try {
    return await invoke(endpoint, request, signal, onStep)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const code = signal.aborted ? 'Studio.InvocationCanceled' : 'Studio.Unreachable'
    return { done: true, problem: { code, message, origin: 'studio', retryable: true } }
  }
}
