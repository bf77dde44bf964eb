'use client'

import { ChevronRight, ExternalLink, RotateCw, Square } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { EntryStatus } from '@/components/activity/EntryStatus'
import { durationOf, whatKey } from '@/components/activity/entry-words'
import { useChangeText } from '@/components/activity/use-change-text'
import { JsonButton } from '@/components/json/JsonHost'
import { FailureDetails } from '@/components/overview/FailureDetails'
import { PhaseTimeline } from '@/components/overview/PhaseTimeline'
import { timelineRows } from '@/components/overview/timeline'
import { Button } from '@/components/ui/Button'
import { CopyButton } from '@/components/ui/CopyButton'
import { cx } from '@/components/ui/class-names'
import { Duration } from '@/components/ui/Duration'
import { LinkButton } from '@/components/ui/LinkButton'
import { RelativeTime } from '@/components/ui/RelativeTime'
import type { ActivityEntry } from '@/lib/contract/activity'

export interface EntryActions {
  cancel(operationId: string): Promise<void>
  retry(entry: ActivityEntry): Promise<void>
}

/** One line of the activity page; opened it shows the phases, why it failed and what can be done. */
export function ActivityEntryRow(props: {
  entry: ActivityEntry
  /** Absent when the object is gone. */
  href?: string
  isOpen: boolean
  onToggle: () => void
  actions: EntryActions
}) {
  const t = useTranslations('activity')
  const { entry, href, isOpen } = props
  const changes = useChangeText()(entry.operation?.changes)
  const ms = durationOf(entry)
  const id = `activity-${entry.id}`
  return (
    <li className="border-b last:border-0">
      <div className="flex items-center gap-x-3 px-3 hover:bg-hover">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          data-row
          onClick={props.onToggle}
          className="flex min-h-11 min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-0.5 rounded-control py-1.5 text-left md:flex-nowrap"
        >
          <ChevronRight className={cx('shrink-0 text-ink-3 transition-transform duration-[120ms]', isOpen && 'rotate-90')} aria-hidden />
          <span className="w-28 shrink-0">
            <EntryStatus status={entry.status} />
          </span>
          <span className="min-w-0 flex-1 basis-full [overflow-wrap:anywhere] md:basis-40">
            <span className="font-[560]">{t(whatKey(entry), { name: entry.deployment ?? entry.endpoint })}</span>
            {entry.deployment === undefined ? null : <span className="text-ink-3"> · {entry.endpoint}</span>}
            {changes === '' ? null : <span className="num block text-ink-2 text-small">{changes}</span>}
          </span>
          <span className="num shrink-0 text-ink-2 text-small md:w-24 md:text-right">
            {ms === undefined ? entry.status === 'InProgress' ? <Duration since={entry.startedAt} /> : '–' : <Duration ms={ms} />}
          </span>
          <span className="shrink-0 text-ink-3 text-small md:w-32 md:text-right">
            <RelativeTime iso={entry.startedAt} />
          </span>
        </button>
        {href === undefined ? (
          <span className="w-8" aria-hidden />
        ) : (
          <LinkButton href={href} size="sm" variant="quiet" icon={<ExternalLink aria-hidden />}>
            <span className="sr-only">{t('open', { name: entry.deployment ?? entry.endpoint })}</span>
          </LinkButton>
        )}
      </div>
      {isOpen ? (
        <div id={id} className="border-t bg-page px-4 py-3 md:pl-11">
          <EntryDetails {...props} />
        </div>
      ) : null}
    </li>
  )
}

function EntryDetails(props: { entry: ActivityEntry; href?: string; actions: EntryActions }) {
  const t = useTranslations('activity')
  const { entry, href, actions } = props
  const [isPending, setPending] = useState(false)
  const act = async (work: Promise<void>) => {
    setPending(true)
    await work
    setPending(false)
  }
  const { operation } = entry
  const rows = timelineRows(operation, entry.job)
  const problem = operation?.problem ?? entry.job?.problem
  const failure =
    entry.status === 'Failed' && (operation?.explanation || problem) ? (
      <FailureDetails
        {...(operation?.explanation ? { explanation: operation.explanation } : {})}
        {...(problem ? { problem } : {})}
        {...(href && entry.deployment
          ? { logsHref: `/endpoints/${encodeURIComponent(entry.endpoint)}/logs?deployment=${encodeURIComponent(entry.deployment)}` }
          : {})}
      />
    ) : null
  const canRetry =
    (entry.status === 'Failed' || entry.status === 'Canceled') &&
    operation &&
    href &&
    entry.deployment &&
    ['create', 'update'].includes(entry.kind)
  const failedRow = rows.some((row) => row.state === 'failed')
  return (
    <div className="flex max-w-3xl flex-col gap-3">
      {rows.length > 0 && !(operation && operation.phases.length === 0 && !entry.job) ? (
        <PhaseTimeline rows={rows} label={t('phases')} failure={failure} />
      ) : null}
      {failedRow ? null : failure}
      {rows.length === 0 && !failure ? <p className="text-ink-2 text-small">{t('noPhases')}</p> : null}
      <div className="flex flex-wrap items-center gap-2">
        {operation?.cancellable ? (
          <Button size="sm" icon={<Square aria-hidden />} isPending={isPending} onPress={() => void act(actions.cancel(operation.id))}>
            {t('cancel')}
          </Button>
        ) : null}
        {canRetry ? (
          <Button size="sm" icon={<RotateCw aria-hidden />} isPending={isPending} onPress={() => void act(actions.retry(entry))}>
            {t('retry')}
          </Button>
        ) : null}
        {href ? null : entry.status === 'InProgress' ? null : <span className="text-ink-3 text-small">{t('gone')}</span>}
        <span className="ml-auto flex items-center gap-1 text-ink-3 text-small">
          <code className="max-md:hidden">{entry.id}</code>
          <CopyButton what={t('id')} text={entry.id} />
          {operation ? <JsonButton source={{ of: 'operation', operation: operation.id }} size="sm" /> : null}
        </span>
      </div>
    </div>
  )
}
