import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { invoke, type Outcome } from '@/components/test/read-events'
import { clientRequestIdHeader } from '@/components/test/request-draft'
import type { Example } from '@/lib/contract/example'
import type { InvokeRequest } from '@/lib/contract/invoke'
import { newClientRequestId } from '@/lib/queries/client-request-id'

/** One example of a suite: waiting, running, or what became of it. */
export interface SuiteRow {
  example: Example
  state: 'waiting' | 'running' | 'passed' | 'failed'
  outcome?: Outcome
}

export interface Suite {
  /** Every example is sent to this deployment; absent: each to its own. */
  deployment: string | undefined
  rows: SuiteRow[]
  isRunning: boolean
}

/** The request of an example as it is sent. */
export function exampleRequest(example: Example, deployment: string | undefined): InvokeRequest {
  const { headers, encoding, body, query, timeoutMs } = example
  const target = deployment ?? example.deployment
  return {
    headers: { ...headers, [clientRequestIdHeader]: newClientRequestId() },
    encoding,
    body,
    query,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(target ? { deployment: target } : {}),
    example: example.id,
  }
}

/** Whether an outcome satisfies its example: every assertion holds; without assertions, it was answered. */
export function hasPassed({ problem, checks, answer }: Outcome): boolean {
  if (problem || !answer) return false
  return checks && checks.length > 0 ? checks.every(({ passed }) => passed) : answer.status < 300
}

/** Runs saved examples one after the other (a default deployment takes one request at a time) and holds their results. */
export function useSuite(endpoint: string) {
  const client = useQueryClient()
  const [suite, setSuite] = useState<Suite>()
  const abort = useRef<AbortController | undefined>(undefined)
  useEffect(() => () => abort.current?.abort(), [])

  const run = async (examples: readonly Example[], deployment: string | undefined) => {
    abort.current?.abort()
    const mine = new AbortController()
    abort.current = mine
    setSuite({ deployment, isRunning: true, rows: examples.map((example) => ({ example, state: 'waiting' })) })
    const update = (index: number, part: Partial<SuiteRow>) => {
      if (abort.current !== mine) return
      setSuite((before) => before && { ...before, rows: before.rows.map((row, at) => (at === index ? { ...row, ...part } : row)) })
    }
    for (const [index, example] of examples.entries()) {
      if (mine.signal.aborted) break
      update(index, { state: 'running' })
      const outcome = await one(endpoint, exampleRequest(example, deployment), mine.signal)
      update(index, { outcome, state: hasPassed(outcome) ? 'passed' : 'failed' })
    }
    if (abort.current === mine) setSuite((before) => before && { ...before, isRunning: false })
    await Promise.all([
      client.invalidateQueries({ queryKey: ['examples', endpoint] }),
      client.invalidateQueries({ queryKey: ['invocations', endpoint] }),
    ])
  }
  const close = () => {
    abort.current?.abort()
    abort.current = undefined
    setSuite(undefined)
  }
  return { suite, run, close }
}

async function one(endpoint: string, request: InvokeRequest, signal: AbortSignal): Promise<Outcome> {
  try {
    return await invoke(endpoint, request, signal, () => undefined)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { done: true, problem: { code: 'Studio.Unreachable', message, origin: 'studio', retryable: true } }
  }
}
