'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { Diff, Download, Star, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useDeferredValue, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { Badge } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { cx } from '@/components/ui/class-names'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { Duration } from '@/components/ui/Duration'
import { Menu } from '@/components/ui/Menu'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { Skeleton } from '@/components/ui/Skeleton'
import { TextField } from '@/components/ui/TextField'
import type { InvocationSummary } from '@/lib/contract/invoke'
import { historyExport, historyQuery } from '@/lib/queries/invocations'

export interface HistoryActions {
  onOpen: (id: string) => void
  onStar: (entry: InvocationSummary) => void
  onDelete: (id: string | undefined) => void
  /** Compares the answer on screen with this one; absent while there is none. */
  onDiff: ((id: string) => void) | undefined
}

/** Earlier requests of this endpoint; choosing one loads request and answer, ready to be sent again. */
export function HistoryList(props: HistoryActions & { selected: string | undefined }) {
  const t = useTranslations('test')
  const { detail } = useEndpoint()
  const [search, setSearch] = useState('')
  const [only, setOnly] = useState<'starred' | 'failed' | undefined>()
  const filter = {
    search: useDeferredValue(search.trim()) || undefined,
    ...(only === 'starred' ? { starred: '1' as const } : only === 'failed' ? { outcome: 'failed' as const } : {}),
  }
  const { data, isPending, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(historyQuery(detail.name, filter))
  const entries = data?.pages.flatMap(({ invocations }) => invocations) ?? []
  const isFiltered = Boolean(filter.search ?? only)
  return (
    <section aria-label={t('history')} className="min-w-0">
      <div className="mb-1 flex min-h-7 items-center">
        <h2 className="font-normal text-ink-3 text-small">{t('history')}</h2>
        <span className="ml-auto">
          <Menu
            label={t('historyActions')}
            size="sm"
            sections={[
              [
                { id: 'all', label: t('showAll'), isChosen: only === undefined, onAction: () => setOnly(undefined) },
                { id: 'starred', label: t('onlyStarred'), isChosen: only === 'starred', onAction: () => setOnly('starred') },
                { id: 'failed', label: t('onlyFailed'), isChosen: only === 'failed', onAction: () => setOnly('failed') },
              ],
              [
                {
                  id: 'export',
                  label: t('exportHistory'),
                  icon: <Download aria-hidden />,
                  onAction: () => window.location.assign(historyExport(detail.name)),
                },
              ],
              [
                {
                  id: 'clear',
                  label: t('clearHistory'),
                  icon: <Trash2 aria-hidden />,
                  isDanger: true,
                  onAction: () => props.onDelete(undefined),
                },
              ],
            ]}
          />
        </span>
      </div>
      <TextField
        label={t('filterHistory')}
        hideLabel
        type="search"
        value={search}
        onChange={setSearch}
        placeholder={t('filterHistory')}
        className="mb-1.5"
      />
      {isPending ? <Skeleton className="h-8 w-full" /> : null}
      {error && !data ? <p className="text-failure text-small">{t('historyFailed')}</p> : null}
      {data && entries.length === 0 ? <p className="text-ink-3 text-small">{isFiltered ? t('nothingFound') : t('historyEmpty')}</p> : null}
      <ul className="flex max-h-[520px] flex-col gap-0.5 overflow-y-auto">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} isSelected={entry.id === props.selected} {...props} />
        ))}
      </ul>
      {hasNextPage ? (
        <Button size="sm" variant="quiet" isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
          {t('older')}
        </Button>
      ) : null}
    </section>
  )
}

function Entry(props: HistoryActions & { entry: InvocationSummary; isSelected: boolean }) {
  const t = useTranslations('test')
  const { entry, isSelected, onDiff } = props
  const status = entry.status ?? t('noAnswer')
  return (
    <li className={cx('flex items-center rounded-control', isSelected ? 'bg-sunken' : 'hover:bg-hover')}>
      <AriaButton
        onPress={() => props.onOpen(entry.id)}
        aria-label={t('loadEarlier', { status })}
        aria-current={isSelected ? 'true' : undefined}
        className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-control px-2 text-left data-focus-visible:-outline-offset-2"
      >
        <Badge compact hue={hueOf(entry)}>
          {entry.status ?? '–'}
        </Badge>
        {entry.durationMs === undefined ? null : <Duration ms={entry.durationMs} precise />}
        <RelativeTime iso={entry.createdAt} className="truncate text-ink-3 text-small xl:hidden" />
        <span className="ml-auto flex items-center gap-1.5">
          {entry.starred ? <Star className="size-3.5! fill-current text-attention-icon" role="img" aria-label={t('starred')} /> : null}
          {entry.answeredBy ? <DeploymentDot name={entry.answeredBy} /> : null}
        </span>
      </AriaButton>
      <Menu
        label={t('entryActions', { status })}
        size="sm"
        sections={[
          [
            { id: 'star', label: entry.starred ? t('unstar') : t('star'), icon: <Star aria-hidden />, onAction: () => props.onStar(entry) },
            ...(onDiff && !isSelected
              ? [{ id: 'diff', label: t('diffWithShown'), icon: <Diff aria-hidden />, onAction: () => onDiff(entry.id) }]
              : []),
          ],
          [
            {
              id: 'delete',
              label: t('deleteEntry'),
              icon: <Trash2 aria-hidden />,
              isDanger: true,
              onAction: () => props.onDelete(entry.id),
            },
          ],
        ]}
      />
    </li>
  )
}

function hueOf({ status }: InvocationSummary) {
  if (status === undefined) return 'unknown'
  if (status < 300) return 'success'
  return status === 408 || status === 429 ? 'attention' : 'failure'
}
