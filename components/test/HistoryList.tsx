'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Button as AriaButton } from 'react-aria-components'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { Badge } from '@/components/ui/Badge'
import { cx } from '@/components/ui/class-names'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { Duration } from '@/components/ui/Duration'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { Skeleton } from '@/components/ui/Skeleton'
import { showProblem } from '@/components/ui/toast'
import type { Invocation, InvocationSummary } from '@/lib/contract/invoke'
import { ProblemError } from '@/lib/problems/problem'
import { invocationQuery, invocationsQuery } from '@/lib/queries/invocations'

/** Earlier requests of this endpoint; choosing one loads request and answer, ready to be sent again. */
export function HistoryList(props: { onLoad: (invocation: Invocation) => void; className?: string }) {
  const t = useTranslations('test')
  const { detail } = useEndpoint()
  const client = useQueryClient()
  const { data, isPending, error } = useQuery(invocationsQuery(detail.name))
  const open = async (id: string) => {
    try {
      props.onLoad(await client.fetchQuery(invocationQuery(detail.name, id)))
    } catch (failure) {
      if (!(failure instanceof ProblemError)) throw failure
      showProblem(t('historyFailed'), failure.problem)
    }
  }
  return (
    <section aria-label={t('history')} className={cx('min-w-0', props.className)}>
      <h2 className="mb-2 font-normal text-ink-3 text-small">{t('history')}</h2>
      {isPending ? <Skeleton className="h-8 w-full" /> : null}
      {error && !data ? <p className="text-failure text-small">{t('historyFailed')}</p> : null}
      {data?.invocations.length === 0 ? <p className="text-ink-3 text-small">{t('historyEmpty')}</p> : null}
      <ul className="flex max-h-[640px] flex-col gap-0.5 overflow-y-auto">
        {data?.invocations.map((invocation) => (
          <li key={invocation.id}>
            <AriaButton
              onPress={() => open(invocation.id)}
              aria-label={t('loadEarlier', { status: invocation.status ?? t('noAnswer') })}
              className="flex h-8 w-full items-center gap-2 rounded-control px-2 text-left hover:bg-hover data-focus-visible:-outline-offset-2"
            >
              <Badge compact hue={hueOf(invocation)}>
                {invocation.status ?? '–'}
              </Badge>
              {invocation.durationMs === undefined ? null : <Duration ms={invocation.durationMs} precise />}
              <RelativeTime iso={invocation.createdAt} className="truncate text-ink-3 text-small xl:hidden" />
              <span className="ml-auto">{invocation.answeredBy ? <DeploymentDot name={invocation.answeredBy} /> : null}</span>
            </AriaButton>
          </li>
        ))}
      </ul>
    </section>
  )
}

function hueOf({ status }: InvocationSummary) {
  if (status === undefined) return 'unknown'
  if (status < 300) return 'success'
  return status === 408 || status === 429 ? 'attention' : 'failure'
}
