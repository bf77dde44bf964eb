'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { Code } from '@/components/ui/Code'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { Panel } from '@/components/ui/Panel'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { invocationQuery, invocationsQuery } from '@/lib/queries/invocations'

/** Long answers belong to the test page; here the beginning shows that the model speaks. */
const shownCharacters = 600

/** What the endpoint answered last, so that a first deployment ends with a prediction on screen. Nothing before the first request. */
export function LastAnswerPanel() {
  const t = useTranslations('overview')
  const { detail } = useEndpoint()
  const client = useQueryClient()
  const working = detail.jobs.some((job) => job.state === 'Queued' || job.state === 'Running')
  const list = useQuery({ ...invocationsQuery(detail.name), refetchInterval: working ? 1_000 : false })
  const newest = list.data?.invocations.find(({ createdAt }) => createdAt >= detail.createdAt)
  const answer = useQuery({ ...invocationQuery(detail.name, newest?.id ?? ''), enabled: newest?.status !== undefined })

  // Requests were counted, or a job ended that may have sent one: the list may be longer.
  // biome-ignore lint/correctness/useExhaustiveDependencies: these values are the occasion, not an input
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ['invocations', detail.name], exact: true })
  }, [client, detail.name, detail.observed.total, working])

  if (!newest || !answer.data) return null
  const body = answer.data.responseBody ?? ''
  return (
    <Panel
      title={t('lastAnswer')}
      aside={
        <>
          {newest.answeredBy ? <DeploymentDot name={newest.answeredBy} label /> : null}
          <span className="num">{newest.status}</span>
          {newest.durationMs === undefined ? null : <span className="num">{newest.durationMs} ms</span>}
          <RelativeTime iso={newest.createdAt} />
        </>
      }
    >
      <Code text={body.length > shownCharacters ? `${body.slice(0, shownCharacters)}…` : body} wrap />
      <p className="mt-2 text-small">
        <Link className="text-accent-text underline" href={`/endpoints/${detail.name}/test`}>
          {t('openTest')}
        </Link>
      </p>
    </Panel>
  )
}
