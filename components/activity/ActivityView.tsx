'use client'

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { History, Search, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { ActivityEntryRow } from '@/components/activity/ActivityEntryRow'
import { hrefOf, whatKey } from '@/components/activity/entry-words'
import { NotReachable } from '@/components/endpoints/ListStates'
import { useUrlState } from '@/components/frame/url-state'
import { JsonButton } from '@/components/json/JsonHost'
import { Button } from '@/components/ui/Button'
import { buttonClass } from '@/components/ui/button-style'
import { LensDrawing, LinesDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { IconButton } from '@/components/ui/IconButton'
import { LinkButton } from '@/components/ui/LinkButton'
import { moveFocusInList } from '@/components/ui/list-keys'
import { PageHead } from '@/components/ui/PageHead'
import { Skeleton } from '@/components/ui/Skeleton'
import { TextField } from '@/components/ui/TextField'
import { showProblem } from '@/components/ui/toast'
import type { ActivityEntry } from '@/lib/contract/activity'
import { operationStatuses } from '@/lib/contract/scorepoint'
import type { Result } from '@/lib/problems/problem'
import { activityQuery } from '@/lib/queries/activity'
import { newClientRequestId } from '@/lib/queries/client-request-id'
import { endpointsQuery } from '@/lib/queries/endpoints'

// Two lists to choose from, with all that opening a list takes: the entries come first, and the row keeps the room.
const ActivityFilters = dynamic(() => import('@/components/activity/ActivityFilters').then((module) => module.ActivityFilters), {
  ssr: false,
  loading: () => (
    <>
      <Skeleton className="h-8 w-42" />
      <Skeleton className="h-8 w-42" />
    </>
  ),
})

export interface ActivityActions {
  cancelOperation(input: { operationId: string }): Promise<Result<unknown>>
  retryDeployment(input: { endpoint: string; deployment: string; clientRequestId: string }): Promise<Result<unknown>>
}

/** Everything that was done, newest first: live, filtered by the address, old pages on demand. */
export function ActivityView({ actions }: { actions: ActivityActions }) {
  const t = useTranslations('activity')
  const [params, setParams] = useUrlState()
  const list = useRef<HTMLUListElement>(null)
  const filter = {
    status: params.get('status') ?? '',
    kind: params.get('kind') ?? '',
    endpoint: params.get('endpoint') ?? '',
    q: params.get('q') ?? '',
  }
  const pages = useInfiniteQuery(activityQuery(filter))
  const { data: known } = useQuery(endpointsQuery())
  const endpoints = known?.endpoints ?? []
  const entries = uniqueById(pages.data?.pages.flatMap((page) => page.entries) ?? [])
  const isFiltered = Object.values(filter).some(Boolean)
  const open = params.get('open')
  const clear = () => setParams({ status: undefined, kind: undefined, endpoint: undefined, q: undefined })

  const entryActions = {
    async cancel(operationId: string) {
      const result = await actions.cancelOperation({ operationId })
      if (!result.ok) showProblem(t('notCanceled'), result.problem)
      await pages.refetch()
    },
    async retry(entry: ActivityEntry) {
      const result = await actions.retryDeployment({
        endpoint: entry.endpoint,
        deployment: entry.deployment ?? '',
        clientRequestId: newClientRequestId(),
      })
      if (!result.ok) showProblem(t('notRetried'), result.problem)
      await pages.refetch()
    },
  }
  const names = [
    ...new Set([
      ...endpoints.map((one) => one.name),
      ...entries.map((entry) => entry.endpoint),
      ...(filter.endpoint ? [filter.endpoint] : []),
    ]),
  ]

  return (
    <>
      <PageHead
        title={t('title')}
        actions={
          entries.length > 0 ? (
            <JsonButton source={{ of: 'operations', ...Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== '')) }} />
          ) : undefined
        }
      />
      <div className="mb-4 flex flex-wrap items-end gap-2">
        <TextField
          label={t('filter')}
          hideLabel
          type="search"
          placeholder={t('filter')}
          value={filter.q}
          onChange={(q) => setParams({ q })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setParams({ q: undefined })
          }}
          prefix={<Search aria-hidden />}
          suffix={
            filter.q ? (
              <IconButton label={t('clear')} size="sm" className="size-6!" onPress={() => setParams({ q: undefined })}>
                <X aria-hidden />
              </IconButton>
            ) : (
              <kbd className="mr-1 rounded-sm border bg-page px-1.5 text-[0.6875rem] text-ink-3 max-md:hidden">/</kbd>
            )
          }
          className="w-full sm:w-64"
        />
        <ActivityFilters kind={filter.kind} endpoint={filter.endpoint} endpoints={names} onChange={setParams} />
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">{t('statusLabel')}</legend>
          {operationStatuses.map((status) => (
            <button
              key={status}
              type="button"
              aria-pressed={filter.status === status}
              onClick={() => setParams({ status: filter.status === status ? undefined : status })}
              className={buttonClass({ className: filter.status === status ? 'border-accent! bg-accent-soft!' : '' })}
            >
              {t(`status.${status}`)}
            </button>
          ))}
        </fieldset>
      </div>
      {pages.data === undefined ? (
        pages.failureReason ? (
          <NotReachable problem={pages.failureReason} onRetry={() => void pages.refetch()} />
        ) : (
          <div className="flex flex-col gap-px overflow-hidden rounded-panel border" aria-busy>
            {Array.from({ length: 6 }, (_, index) => `row-${index}`).map((row) => (
              <Skeleton key={row} className="h-11" />
            ))}
          </div>
        )
      ) : entries.length === 0 ? (
        isFiltered ? (
          <EmptyState
            title={t('noMatch.title')}
            description={t('noMatch.text')}
            drawing={<LensDrawing />}
            action={<Button onPress={clear}>{t('clear')}</Button>}
          />
        ) : (
          <EmptyState
            title={t('empty.title')}
            description={t('empty.text')}
            drawing={<LinesDrawing />}
            action={
              <LinkButton href="/endpoints" variant="primary">
                {t('empty.endpoints')}
              </LinkButton>
            }
          />
        )
      ) : (
        <>
          <ul
            ref={list}
            aria-label={t('title')}
            className="overflow-hidden rounded-panel border bg-raised"
            onKeyDown={(event) => moveFocusInList(event, list.current)}
          >
            {entries.map((entry) => {
              const href = hrefOf(entry, endpoints)
              return (
                <ActivityEntryRow
                  key={entry.id}
                  entry={entry}
                  {...(href === undefined ? {} : { href })}
                  isOpen={open === entry.id}
                  onToggle={() => setParams({ open: open === entry.id ? undefined : entry.id })}
                  actions={entryActions}
                />
              )
            })}
          </ul>
          {pages.hasNextPage ? (
            <div className="mt-4 flex justify-center">
              <Button icon={<History aria-hidden />} isPending={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
                {t('older')}
              </Button>
            </div>
          ) : null}
          <span role="status" className="sr-only">
            {entries[0]
              ? `${t(whatKey(entries[0]), { name: entries[0].deployment ?? entries[0].endpoint })}: ${t(`status.${entries[0].status}`)}`
              : ''}
          </span>
        </>
      )}
    </>
  )
}

/** Between two reads an entry may move from one page to the next. */
function uniqueById(entries: readonly ActivityEntry[]): ActivityEntry[] {
  return [...new Map(entries.map((entry) => [entry.id, entry])).values()]
}
