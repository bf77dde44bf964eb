'use client'

import { useCallback, useState } from 'react'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { showProblem, showSuccess } from '@/components/ui/toast'
import type { Problem, Result } from '@/lib/problems/problem'
import { newClientRequestId } from '@/lib/queries/client-request-id'

interface Said {
  failed: string
  done?: string
}

/**
 * Runs one change: pending while it travels, the page read again afterwards, a failure as a lasting toast.
 * `requestId` stays the same until a change was accepted, so a second press of the same button is the same request.
 */
export function useChange(): {
  isPending: boolean
  requestId: string
  run: <T>(change: () => Promise<Result<T>>, said: Said) => Promise<Result<T>>
} {
  const { refresh } = useEndpoint()
  const [isPending, setPending] = useState(false)
  const [requestId, setRequestId] = useState(() => newClientRequestId())
  const run = useCallback(
    async <T>(change: () => Promise<Result<T>>, said: Said): Promise<Result<T>> => {
      setPending(true)
      try {
        const result = await change()
        if (result.ok) {
          setRequestId(newClientRequestId())
          if (said.done) showSuccess(said.done)
          await refresh()
        } else {
          // A rejected request may be corrected and sent again, which must not count as the rejected one.
          if (!result.problem.retryable) setRequestId(newClientRequestId())
          showProblem(said.failed, result.problem)
        }
        return result
      } catch (error) {
        const problem: Problem = {
          code: 'Studio.Unreachable',
          message: error instanceof Error ? error.message : String(error),
          origin: 'studio',
          retryable: true,
        }
        showProblem(said.failed, problem)
        return { ok: false, problem }
      } finally {
        setPending(false)
      }
    },
    [refresh],
  )
  return { isPending, requestId, run }
}
