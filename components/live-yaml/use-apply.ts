'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { LiveActions } from '@/components/live-yaml/live-actions'
import { useEndpoint } from '@/components/overview/endpoint-context'
import type { LiveFile } from '@/lib/contract/live-file'
import type { Problem } from '@/lib/problems/problem'
import { newClientRequestId } from '@/lib/queries/client-request-id'
import { sendAgain } from '@/lib/queries/send-again'

export interface Apply {
  isPending: boolean
  /** Why the last try was refused. */
  problem: Problem | undefined
  /** True when the change was accepted: it goes on as an operation. */
  send: (yaml: string, ifFingerprint: string) => Promise<boolean>
  clear: () => void
}

/** Sends an edited file; the same text pressed twice is one request. */
export function useApply(actions: LiveActions, file: LiveFile): Apply {
  const { detail, refresh } = useEndpoint()
  const client = useQueryClient()
  const [isPending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [sent, setSent] = useState({ yaml: '', id: '' })
  async function send(yaml: string, ifFingerprint: string): Promise<boolean> {
    setPending(true)
    setProblem(undefined)
    const clientRequestId = sent.yaml === yaml && sent.id !== '' ? sent.id : newClientRequestId()
    setSent({ yaml, id: clientRequestId })
    const edit = { clientRequestId, endpoint: detail.name, yaml, ifFingerprint }
    const { deployment } = file
    try {
      const result = await sendAgain(async () =>
        deployment === undefined ? actions.applyEndpoint(edit) : actions.applyDeployment({ ...edit, deployment }),
      )
      if (!result.ok) {
        setProblem(result.problem)
        // Another look at what changed meanwhile.
        await client.invalidateQueries({ queryKey: ['endpoint', detail.name, 'yaml'] })
      }
      if (result.ok || !result.problem.retryable) setSent({ yaml: '', id: '' })
      await refresh()
      return result.ok
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      setProblem({ code: 'Studio.Unreachable', message, origin: 'studio', retryable: true })
      return false
    } finally {
      setPending(false)
    }
  }
  return { isPending, problem, send, clear: () => setProblem(undefined) }
}
