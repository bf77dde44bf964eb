'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Rocket } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { useAgentState } from '@/components/frame/agent-state'
import { StartingCard } from '@/components/overview/StartingCard'
import { Button } from '@/components/ui/Button'
import type { ButtonVariant } from '@/components/ui/button-style'
import { showProblem } from '@/components/ui/toast'
import type { JobView } from '@/lib/contract/job'
import type { Result } from '@/lib/problems/problem'
import { newClientRequestId } from '@/lib/queries/client-request-id'
import { endpointsQuery } from '@/lib/queries/endpoints'
import { announcedJob, rememberStarting } from '@/lib/queries/starting'

export type DeploySample = (input: { clientRequestId: string }) => Promise<Result<{ endpoint: string }>>

/** What the sample's file names its deployment. */
const sampleDeployment = 'blue'
const sampleEndpoint = 'diabetes'

/** The name the studio will most likely choose: good enough to have the frame of that page ready. */
function likelyName(taken: readonly string[]): string {
  let index = 2
  if (!taken.includes(sampleEndpoint)) return sampleEndpoint
  while (taken.includes(`${sampleEndpoint}-${index}`)) index += 1
  return `${sampleEndpoint}-${index}`
}

/**
 * Starts the sample deployment and goes to its endpoint, where the phases run. The steps stand below the button with the press,
 * and stay in view over the navigation.
 */
export function DeploySampleButton(props: { deploySample: DeploySample; variant?: ButtonVariant }) {
  const t = useTranslations('home')
  const router = useRouter()
  const client = useQueryClient()
  const requestId = useRef<string | undefined>(undefined)
  const [starting, setStarting] = useState<JobView>()
  const { state } = useAgentState()
  const { data } = useQuery(endpointsQuery())
  const likely = data && `/endpoints/${likelyName(data.endpoints.map(({ name }) => name))}`
  useEffect(() => {
    if (likely) router.prefetch(likely)
  }, [router, likely])
  const deploy = async () => {
    // Kept over a failed try: a repeat after a lost answer must not make a second endpoint.
    requestId.current ??= newClientRequestId()
    const announced = announcedJob('', sampleDeployment, Date.now())
    setStarting(announced)
    const result = await props.deploySample({ clientRequestId: requestId.current }).catch(() => undefined)
    if (result?.ok) {
      const { endpoint } = result.value
      rememberStarting(client, { ...announced, endpoint })
      router.push(`/endpoints/${encodeURIComponent(endpoint)}`)
      return
    }
    setStarting(undefined)
    if (result && !result.problem.retryable) requestId.current = undefined
    showProblem(
      t('sample.failed'),
      result?.problem ?? { code: 'Studio.Unreachable', message: t('sample.noAnswer'), origin: 'studio', retryable: true },
    )
  }
  return (
    <>
      <Button
        variant={props.variant ?? 'primary'}
        icon={<Rocket aria-hidden />}
        isPending={starting !== undefined}
        disabledReason={state === 'unreachable' ? t('computer.unreachable') : undefined}
        onPress={deploy}
      >
        {t('sample.deploy')}
      </Button>
      {starting ? (
        <div className="order-last mt-2 min-w-0 basis-full">
          <StartingCard job={starting} />
        </div>
      ) : null}
    </>
  )
}
