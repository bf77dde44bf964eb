'use client'

import { useQuery } from '@tanstack/react-query'
import { Columns3, Plus, Search, Star, X } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { useCallback, useMemo, useState } from 'react'
import { DraftList } from '@/components/drafts/DraftNotices'
import { useChangedRows } from '@/components/endpoints/changed-rows'
import { EndpointCards } from '@/components/endpoints/EndpointCards'
import { EndpointListSkeleton } from '@/components/endpoints/EndpointListSkeleton'
import { EndpointTable, hideableColumns } from '@/components/endpoints/EndpointTable'
import { useKeptSet } from '@/components/endpoints/kept-set'
import { NoEndpoints, NoMatch, NotReachable } from '@/components/endpoints/ListStates'
import { applyView, readView } from '@/components/endpoints/list-view'
import { type DeleteEndpoint, SelectionBar } from '@/components/endpoints/SelectionBar'
import { useUrlState } from '@/components/frame/url-state'
import type { DeploySample } from '@/components/home/DeploySampleButton'
import { JsonButton } from '@/components/json/JsonHost'
import { Badge } from '@/components/ui/Badge'
import { buttonClass } from '@/components/ui/button-style'
import { IconButton } from '@/components/ui/IconButton'
import { LinkButton } from '@/components/ui/LinkButton'
import { Menu } from '@/components/ui/Menu'
import { PageHead } from '@/components/ui/PageHead'
import { TextField } from '@/components/ui/TextField'
import type { EndpointStatus } from '@/lib/contract/scorepoint'
import { attentionReasons } from '@/lib/domain/endpoint-health/endpoint-health'
import { endpointsQuery } from '@/lib/queries/endpoints'

const noEndpoints: readonly EndpointStatus[] = []

/** The endpoints page: live list with filter, sort and "Needs attention", all of it in the address. */
export function EndpointList(props: { deploySample: DeploySample; deleteEndpoint: DeleteEndpoint }) {
  const t = useTranslations('endpoints')
  const format = useFormatter()
  const { data, failureReason, refetch } = useQuery(endpointsQuery())
  const [params, setParams] = useUrlState()
  const changed = useChangedRows(data?.endpoints, data?.total !== undefined)
  const [favourites, toggleFavourite] = useKeptSet('favourites')
  const [hidden, toggleColumn] = useKeptSet('hiddenColumns')
  const { selected, select, selectAll, clearSelection } = useSelection()
  const view = readView(params)
  const all = data?.endpoints ?? noEndpoints
  const total = data?.total ?? all.length
  const { filter, isAttentionOnly, isFavouritesOnly } = view
  const { column, isDescending } = view.sort
  const shown = useMemo(
    () => applyView(all, { filter, isAttentionOnly, isFavouritesOnly, sort: { column, isDescending } }, favourites),
    [all, filter, isAttentionOnly, isFavouritesOnly, column, isDescending, favourites],
  )
  const attention = useMemo(() => all.filter((endpoint) => attentionReasons(endpoint).length > 0).length, [all])
  const chosen = useMemo(() => all.filter((endpoint) => selected.has(endpoint.name)), [all, selected])
  const clear = () => setParams({ q: undefined, attention: undefined, favourites: undefined })

  return (
    <>
      <PageHead
        title={t('title')}
        badges={
          data ? (
            <span className="num text-ink-3">
              {shown.length === all.length ? format.number(total) : t('of', { shown: shown.length, all: total })}
            </span>
          ) : null
        }
        actions={
          <>
            {all.length > 0 || view.filter ? (
              <TextField
                label={t('filter')}
                hideLabel
                type="search"
                placeholder={t('filter')}
                value={view.filter}
                onChange={(q) => setParams({ q })}
                onKeyDown={(event) => {
                  if (event.key === 'Escape') setParams({ q: undefined })
                }}
                prefix={<Search aria-hidden />}
                suffix={
                  view.filter ? (
                    <IconButton label={t('clearFilter')} size="sm" className="size-6!" onPress={() => setParams({ q: undefined })}>
                      <X aria-hidden />
                    </IconButton>
                  ) : (
                    <kbd className="mr-1 rounded-sm border bg-page px-1.5 text-[0.6875rem] text-ink-3 max-md:hidden">/</kbd>
                  )
                }
                className="w-full sm:w-56"
              />
            ) : null}
            {all.length > 0 || view.isAttentionOnly ? (
              <button
                type="button"
                aria-pressed={view.isAttentionOnly}
                onClick={() => setParams({ attention: view.isAttentionOnly ? undefined : '1' })}
                className={buttonClass({ className: view.isAttentionOnly ? 'border-accent! bg-accent-soft!' : '' })}
              >
                {t('needsAttention')}
                {attention > 0 ? (
                  <Badge hue="failure" compact>
                    {format.number(attention)}
                  </Badge>
                ) : null}
              </button>
            ) : null}
            {favourites.size > 0 || view.isFavouritesOnly ? (
              <IconButton
                label={t('favourite.only')}
                variant="default"
                isPressed={view.isFavouritesOnly}
                onPress={() => setParams({ favourites: view.isFavouritesOnly ? undefined : '1' })}
                className={view.isFavouritesOnly ? 'border-accent! bg-accent-soft!' : ''}
              >
                <Star aria-hidden />
              </IconButton>
            ) : null}
            {all.length > 0 ? (
              <Menu
                label={t('columns')}
                variant="default"
                className="max-md:hidden"
                sections={[
                  hideableColumns.map((id) => ({
                    id,
                    label: t(`column.${id}`),
                    isChosen: !hidden.has(id),
                    onAction: () => toggleColumn(id),
                  })),
                ]}
              >
                <Columns3 aria-hidden />
              </Menu>
            ) : null}
            {all.length > 0 ? <JsonButton source={{ of: 'endpoints' }} /> : null}
            {all.length > 0 || (data === undefined && !failureReason) ? (
              <LinkButton href="/endpoints/new" variant="primary" icon={<Plus aria-hidden />}>
                {t('new')}
              </LinkButton>
            ) : null}
          </>
        }
      />
      <DraftList className="mb-4" />
      {data === undefined ? (
        failureReason ? (
          <NotReachable problem={failureReason} onRetry={() => void refetch()} />
        ) : (
          <EndpointListSkeleton />
        )
      ) : all.length === 0 ? (
        <NoEndpoints deploySample={props.deploySample} />
      ) : shown.length === 0 ? (
        <NoMatch isAttentionOnly={view.isAttentionOnly && !view.filter && !view.isFavouritesOnly} filter={view.filter} onClear={clear} />
      ) : (
        <>
          <SelectionBar chosen={chosen} onClear={clearSelection} deleteEndpoint={props.deleteEndpoint} />
          <EndpointTable
            endpoints={shown}
            sort={view.sort}
            onSort={(sort) => setParams({ sort })}
            changed={changed}
            hidden={hidden}
            selected={selected}
            onSelect={select}
            onSelectAll={(isSelected) => selectAll(isSelected ? shown.map((endpoint) => endpoint.name) : [])}
            favourites={favourites}
            onFavourite={toggleFavourite}
          />
          <EndpointCards endpoints={shown} changed={changed} />
        </>
      )}
    </>
  )
}

/** Chosen rows by name; a choice outlives filtering and sorting, not the page. */
function useSelection() {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const select = useCallback((name: string, isSelected: boolean) => {
    setSelected((before) => {
      const next = new Set(before)
      if (isSelected) next.add(name)
      else next.delete(name)
      return next
    })
  }, [])
  const selectAll = useCallback((names: readonly string[]) => setSelected(new Set(names)), [])
  const clearSelection = useCallback(() => setSelected(new Set()), [])
  return { selected, select, selectAll, clearSelection }
}
