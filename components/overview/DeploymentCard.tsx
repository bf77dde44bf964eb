'use client'

import { Pencil, RotateCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { JsonButton } from '@/components/json/JsonHost'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { FailureDetails } from '@/components/overview/FailureDetails'
import type { Card } from '@/components/overview/overview-cards'
import { PhaseTimeline } from '@/components/overview/PhaseTimeline'
import { SourceBar } from '@/components/overview/SourceBar'
import { formatClock, timelineRows } from '@/components/overview/timeline'
import { useChange } from '@/components/overview/use-change'
import { Button } from '@/components/ui/Button'
import { cx } from '@/components/ui/class-names'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { LinkButton } from '@/components/ui/LinkButton'
import { useNowMs } from '@/components/ui/now'
import { RelativeTime } from '@/components/ui/RelativeTime'

/** A deployment that is being changed, failed, or changed last: its timeline, and when it failed the reason, open. */
export function DeploymentCard({ card }: { card: Card }) {
  const t = useTranslations('overview')
  const { detail } = useEndpoint()
  const { operation, job, deployment } = card
  const rows = card.isCompact ? [] : timelineRows(operation, job)
  const explanation = operation?.explanation ?? deployment?.explanation
  const problem = operation?.problem ?? (operation ? undefined : job?.problem) ?? deployment?.problem
  const logsHref = deployment ? `/endpoints/${detail.name}/logs?deployment=${encodeURIComponent(card.name)}` : undefined
  const failed = card.kind === 'failed' || card.kind === 'trouble'
  const details = failed ? (
    <FailureDetails explanation={explanation} problem={problem} logsHref={logsHref} actions={<Retry card={card} />} />
  ) : undefined
  const hasFailedRow = rows.some((row) => row.state === 'failed')
  return (
    <section aria-label={t('cardLabel', { name: card.name })} className="min-w-0 rounded-panel border bg-raised px-4 py-3">
      <header className={cx('flex min-h-8 flex-wrap items-center gap-x-2.5 gap-y-1', rows.length > 0 && 'mb-3')}>
        <DeploymentDot name={card.name} />
        <h2 className="font-[620]">{title(card, t)}</h2>
        <CardClock card={card} />
        <span className="ml-auto flex items-center gap-2.5">
          {operation?.status === 'InProgress' && operation.usualMs ? (
            <span className="num text-ink-2 text-small">{t('usually', { clock: formatClock(operation.usualMs) })}</span>
          ) : null}
          {operation && !card.isCompact ? <JsonButton size="sm" source={{ of: 'operation', operation: operation.id }} /> : null}
          <Cancel card={card} />
        </span>
      </header>
      {deployment ? <SourceBar deployment={deployment} isLast={rows.length === 0 && !failed} /> : null}
      {failed && !hasFailedRow ? <div className="mb-3">{details}</div> : null}
      {rows.length > 0 ? (
        <PhaseTimeline rows={rows} label={t('timelineLabel', { name: card.name })} deviations={deployment?.deviations} failure={details} />
      ) : null}
    </section>
  )
}

type Words = ReturnType<typeof useTranslations<'overview'>>

function title(card: Card, t: Words): string {
  const name = card.name
  switch (card.kind) {
    case 'running':
      return t(`running.${card.operation?.kind ?? 'create'}`, { name })
    case 'failed':
      return t('failedTitle', { name })
    case 'canceled':
      return t('canceledTitle', { name })
    case 'trouble':
      return t('troubleTitle', { name })
    default:
      return t(`done.${card.operation?.kind ?? 'create'}`, { name })
  }
}

function CardClock({ card }: { card: Card }) {
  const running = card.kind === 'running'
  const now = useNowMs(running ? 250 : 0)
  const { operation, job } = card
  const startedAt = job?.createdAt ?? operation?.startedAt
  const endedAt = operation?.endedAt ?? (job?.state === 'Failed' ? job.updatedAt : undefined)
  if (!startedAt) return null
  const end = running ? now : endedAt ? Date.parse(endedAt) : undefined
  return (
    <>
      {end === undefined ? null : (
        <span className="num text-ink-2" role={running ? 'timer' : undefined} suppressHydrationWarning>
          {formatClock(Math.max(0, end - Date.parse(startedAt)))}
        </span>
      )}
      {running || !endedAt ? null : <RelativeTime iso={endedAt} className="text-ink-3 text-small" />}
    </>
  )
}

function Cancel({ card }: { card: Card }) {
  const t = useTranslations('overview')
  const { actions } = useEndpoint()
  const { isPending, run } = useChange()
  const { operation } = card
  if (operation?.status !== 'InProgress' || !operation.cancellable) return null
  return (
    <Button
      size="sm"
      isPending={isPending}
      onPress={() => run(() => actions.cancelOperation({ operationId: operation.id }), { failed: t('cancelFailed', { name: card.name }) })}
    >
      {t('cancel')}
    </Button>
  )
}

function Retry({ card }: { card: Card }) {
  const t = useTranslations('overview')
  const { actions, detail } = useEndpoint()
  const { isPending, run, requestId } = useChange()
  if (!card.deployment) {
    return (
      <LinkButton
        size="sm"
        href={`/endpoints/${detail.name}/deployments/new${card.job ? `?retry=${encodeURIComponent(card.job.id)}` : ''}`}
        icon={<RotateCw aria-hidden />}
      >
        {t('editAndRetry')}
      </LinkButton>
    )
  }
  const input = { endpoint: detail.name, deployment: card.name, clientRequestId: requestId }
  return (
    <>
      <LinkButton
        size="sm"
        href={`/endpoints/${detail.name}/deployments/${encodeURIComponent(card.name)}/edit`}
        icon={<Pencil aria-hidden />}
      >
        {t('editAndRetry')}
      </LinkButton>
      <Button
        size="sm"
        icon={<RotateCw aria-hidden />}
        isPending={isPending}
        onPress={() => run(() => actions.retryDeployment(input), { failed: t('retryFailed', { name: card.name }) })}
      >
        {t('retry')}
      </Button>
    </>
  )
}
