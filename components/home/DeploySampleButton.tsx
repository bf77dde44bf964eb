'use client'

import { Rocket } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { useAgentState } from '@/components/frame/agent-state'
import { Button } from '@/components/ui/Button'
import type { ButtonVariant } from '@/components/ui/button-style'
import { showProblem } from '@/components/ui/toast'
import type { Result } from '@/lib/problems/problem'
import { newClientRequestId } from '@/lib/queries/client-request-id'

export type DeploySample = (input: { clientRequestId: string }) => Promise<Result<{ endpoint: string }>>

/** Starts the sample deployment and goes to its endpoint at once, where the phases run. */
export function DeploySampleButton(props: { deploySample: DeploySample; variant?: ButtonVariant }) {
  const t = useTranslations('home')
  const router = useRouter()
  const requestId = useRef<string | undefined>(undefined)
  const [isPending, setPending] = useState(false)
  const { state } = useAgentState()
  const deploy = async () => {
    // Kept over a failed try: a repeat after a lost answer must not make a second endpoint.
    requestId.current ??= newClientRequestId()
    setPending(true)
    const result = await props.deploySample({ clientRequestId: requestId.current }).catch(() => undefined)
    if (result?.ok) {
      router.push(`/endpoints/${encodeURIComponent(result.value.endpoint)}`)
      return
    }
    setPending(false)
    if (result && !result.problem.retryable) requestId.current = undefined
    showProblem(
      t('sample.failed'),
      result?.problem ?? { code: 'Studio.Unreachable', message: t('sample.noAnswer'), origin: 'studio', retryable: true },
    )
  }
  return (
    <Button
      variant={props.variant ?? 'primary'}
      icon={<Rocket aria-hidden />}
      isPending={isPending}
      disabledReason={state === 'unreachable' ? t('computer.unreachable') : undefined}
      onPress={deploy}
    >
      {t('sample.deploy')}
    </Button>
  )
}
