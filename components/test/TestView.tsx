'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useUrlState } from '@/components/frame/url-state'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { NoDeployments } from '@/components/overview/OverviewView'
import { HistoryList } from '@/components/test/HistoryList'
import { type HeaderRow, RequestPanel } from '@/components/test/RequestPanel'
import { ResponsePanel } from '@/components/test/ResponsePanel'
import { invoke, type Outcome, type Run } from '@/components/test/read-events'
import type { Invocation } from '@/lib/contract/invoke'
import { newClientRequestId } from '@/lib/queries/client-request-id'
import { invocationsQuery } from '@/lib/queries/invocations'

const fallbackBody = '{\n  "data": [\n    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n  ]\n}'

/** The test panel. `samples`: example request by deployment, as the deployment itself carries it. */
export function TestView(props: { samples: Readonly<Record<string, string>> }) {
  const { detail } = useEndpoint()
  return detail.deployments.length === 0 ? <NoDeployments /> : <Tester samples={props.samples} />
}

function Tester({ samples }: { samples: Readonly<Record<string, string>> }) {
  const { detail } = useEndpoint()
  const client = useQueryClient()
  const [params, setParams] = useUrlState()
  const named = params.get('deployment') ?? undefined
  const deployment = detail.deployments.find((each) => each.name === named)?.name
  const sample = (deployment ? samples[deployment] : undefined) ?? Object.values(samples)[0]
  const [body, setBody] = useKeptText(`scorepoint.test-body.${detail.name}`, sample ?? fallbackBody)
  const [headers, setHeaders] = useState<HeaderRow[]>([])
  const [current, setCurrent] = useState<Run>()
  const abort = useRef<AbortController | undefined>(undefined)
  useEffect(() => () => abort.current?.abort(), [])

  const send = useCallback(async () => {
    abort.current?.abort()
    const mine = new AbortController()
    abort.current = mine
    const sentAt = new Date().toISOString()
    const show = (outcome: Outcome) => {
      if (abort.current === mine) setCurrent({ outcome, sentAt })
    }
    show({ done: false })
    const filled = headers.filter((row) => row.name.trim() !== '').map((row) => [row.name.trim(), row.value] as const)
    try {
      show(await invoke(detail.name, { deployment, headers: Object.fromEntries(filled), body }, mine.signal, show))
    } catch (error) {
      const canceled = mine.signal.aborted
      const message = error instanceof Error ? error.message : String(error)
      const code = canceled ? 'Studio.InvocationCanceled' : 'Studio.Unreachable'
      show({ done: true, problem: { code, message, origin: 'studio', retryable: true } })
    }
    // The server writes the history row of a cancelled request a moment after the abort reached it.
    await client.invalidateQueries({ queryKey: invocationsQuery(detail.name).queryKey })
  }, [body, headers, deployment, detail.name, client])

  const load = (earlier: Invocation) => {
    setBody(earlier.requestBody)
    setHeaders(Object.entries(earlier.requestHeaders).map(([name, value]) => ({ id: newClientRequestId(), name, value })))
    const known = detail.deployments.some((each) => each.name === earlier.deployment)
    setParams({ deployment: known ? earlier.deployment : undefined })
    abort.current?.abort()
    setCurrent({ outcome: outcomeOf(earlier), sentAt: earlier.createdAt })
  }

  return (
    <div className="grid gap-4 lg:grid-cols-2 xl:grid-cols-[200px_minmax(0,1fr)_minmax(0,1fr)]">
      <RequestPanel
        body={body}
        onBody={setBody}
        sample={sample}
        headers={headers}
        onHeaders={setHeaders}
        deployment={deployment}
        onDeployment={(name) => setParams({ deployment: name })}
        runningSince={current && !current.outcome.done ? current.sentAt : undefined}
        onSend={() => void send()}
        onCancel={() => abort.current?.abort()}
      />
      <ResponsePanel run={current} />
      <HistoryList onLoad={load} className="max-xl:col-span-full xl:order-first" />
    </div>
  )
}

/** An earlier answer as if it had just arrived. */
function outcomeOf(earlier: Invocation): Outcome {
  const text = earlier.responseBody ?? ''
  const totalMs = earlier.durationMs ?? 0
  const answer =
    earlier.status === undefined
      ? undefined
      : {
          status: earlier.status,
          headers: earlier.responseHeaders ?? {},
          text,
          binary: false,
          firstByteMs: totalMs,
          totalMs,
          bytes: text.length,
        }
  const problem = earlier.failure
    ? { code: 'Studio.EarlierFailure', message: earlier.failure, origin: 'studio' as const, retryable: true }
    : undefined
  return { done: true, totalMs, answer, problem }
}

/** Text that survives leaving the page and reloading it, in this tab only. */
function useKeptText(key: string, initial: string): [string, (text: string) => void] {
  const [text, setText] = useState(initial)
  useEffect(() => {
    const kept = sessionStorage.getItem(key)
    if (kept !== null) setText(kept)
  }, [key])
  const keep = useCallback(
    (next: string) => {
      setText(next)
      sessionStorage.setItem(key, next)
    },
    [key],
  )
  return [text, keep]
}
