'use client'

import { ArrowDown, ArrowUp, Star } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { memo, type ReactNode } from 'react'
import { type ListView, nextSort, type SortColumn } from '@/components/endpoints/list-view'
import { authWords, endpointHref, instanceFact, isStopped, RowMenu, useFigureTexts } from '@/components/endpoints/row-facts'
import { TrafficCell } from '@/components/endpoints/TrafficCell'
import { useWindowRows } from '@/components/endpoints/window-rows'
import { Tag } from '@/components/ui/Badge'
import { HealthBadge } from '@/components/ui/HealthBadge'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { StatusBadge } from '@/components/ui/StatusBadge'
import { EmptyCell, RowLink, Table, Td, Th, Tr } from '@/components/ui/Table'
import type { EndpointStatus } from '@/lib/contract/scorepoint'
import { endpointHealth, endpointState } from '@/lib/domain/endpoint-health/endpoint-health'

/** Columns a person may hide; the name and the row's actions stay. */
export const hideableColumns = ['state', 'health', 'traffic', 'auth', 'instances', 'requests', 'p95', 'errors', 'changed'] as const

const rowHeight = 41

export interface RowChoices {
  selected: ReadonlySet<string>
  onSelect: (name: string, isSelected: boolean) => void
  onSelectAll: (isSelected: boolean) => void
  favourites: ReadonlySet<string>
  onFavourite: (name: string) => void
}

/** The list as a table; header buttons sort, of a long list only the rows in view are drawn. */
export function EndpointTable(
  props: {
    endpoints: readonly EndpointStatus[]
    sort: ListView['sort']
    onSort: (sort: string) => void
    changed: ReadonlySet<string>
    hidden: ReadonlySet<string>
  } & RowChoices,
) {
  const t = useTranslations('endpoints')
  const { endpoints, selected, favourites, hidden, changed, onSelect, onFavourite } = props
  const { top, from, to, before, after } = useWindowRows<HTMLDivElement>(endpoints.length, rowHeight, 24)
  const isAllSelected = endpoints.length > 0 && endpoints.every((endpoint) => selected.has(endpoint.name))
  return (
    <div ref={top} className="max-md:hidden">
      <Table
        label={t('title')}
        minWidth={hidden.size > 3 ? 720 : 980}
        rowCount={endpoints.length + 1}
        head={
          <HeadCells
            sort={props.sort}
            onSort={props.onSort}
            hidden={hidden}
            selectAll={
              <Tick
                label={t('select.all')}
                isSelected={isAllSelected}
                isPartial={!isAllSelected && selected.size > 0}
                onChange={props.onSelectAll}
              />
            }
          />
        }
        className="[&_td]:px-2.5 [&_th]:px-2.5"
      >
        {before > 0 ? <Gap height={before} /> : null}
        {endpoints.slice(from, to).map((endpoint, index) => (
          <EndpointRow
            key={endpoint.name}
            rowIndex={from + index + 2}
            endpoint={endpoint}
            isChanged={changed.has(endpoint.name)}
            isSelected={selected.has(endpoint.name)}
            isFavourite={favourites.has(endpoint.name)}
            hidden={hidden}
            onSelect={onSelect}
            onFavourite={onFavourite}
          />
        ))}
        {after > 0 ? <Gap height={after} /> : null}
      </Table>
    </div>
  )
}

/** Room of the rows that are not drawn. */
function Gap(props: { height: number }) {
  return (
    <tr aria-hidden>
      <td style={{ height: props.height, padding: 0 }} />
    </tr>
  )
}

/** The browser's own box: a table of a thousand rows has no use for anything heavier. */
function Tick(props: { label: string; isSelected: boolean; isPartial?: boolean; onChange: (isSelected: boolean) => void }) {
  return (
    <input
      type="checkbox"
      aria-label={props.label}
      checked={props.isSelected}
      ref={(box) => {
        if (box) box.indeterminate = props.isPartial ?? false
      }}
      onChange={(event) => props.onChange(event.target.checked)}
      className="size-4 align-middle accent-accent"
    />
  )
}

/** Header cells, shared with the skeleton so that nothing jumps. */
export function HeadCells(props: {
  sort?: ListView['sort']
  onSort?: (sort: string) => void
  hidden?: ReadonlySet<string>
  selectAll?: ReactNode
}) {
  const t = useTranslations('endpoints')
  const { sort, onSort } = props
  const sortable = (column: SortColumn, numeric = false) => {
    const isSorted = sort?.column === column
    const direction = isSorted ? (sort.isDescending ? 'descending' : 'ascending') : 'none'
    const Arrow = direction === 'descending' ? ArrowDown : ArrowUp
    return (
      <Th numeric={numeric} sort={direction}>
        <button
          type="button"
          disabled={!onSort}
          onClick={() => sort && onSort?.(nextSort(sort, column))}
          className={`inline-flex items-center gap-1 rounded-sm hover:text-ink ${numeric ? 'flex-row-reverse' : ''} ${isSorted ? 'text-ink-2' : ''}`}
        >
          {t(`column.${column}`)}
          {isSorted ? <Arrow className="size-3!" aria-hidden /> : null}
        </button>
      </Th>
    )
  }
  const isShown = (column: string) => !props.hidden?.has(column)
  return (
    <>
      <Th className="w-8 pr-0!" {...(props.selectAll ? {} : { hiddenLabel: t('select.all') })}>
        {props.selectAll}
      </Th>
      {sortable('name')}
      {isShown('state') ? sortable('state') : null}
      {isShown('health') ? sortable('health') : null}
      {isShown('traffic') ? <Th>{t('column.traffic')}</Th> : null}
      {isShown('auth') ? sortable('auth') : null}
      {isShown('instances') ? <Th>{t('column.instances')}</Th> : null}
      {isShown('requests') ? sortable('requests', true) : null}
      {isShown('p95') ? sortable('p95', true) : null}
      {isShown('errors') ? sortable('errors', true) : null}
      {isShown('changed') ? sortable('changed') : null}
      <Th hiddenLabel={t('column.actions')} className="w-10" />
    </>
  )
}

/** One row; drawn again only when its endpoint or a choice about it changed. */
const EndpointRow = memo(function EndpointRow(props: {
  rowIndex: number
  endpoint: EndpointStatus
  isChanged: boolean
  isSelected: boolean
  isFavourite: boolean
  hidden: ReadonlySet<string>
  onSelect: (name: string, isSelected: boolean) => void
  onFavourite: (name: string) => void
}) {
  const t = useTranslations('endpoints')
  const { endpoint, isFavourite, isSelected, hidden } = props
  const { name } = endpoint
  const health = endpointHealth(endpoint)
  const instances = instanceFact(endpoint)
  const figures = useFigureTexts(endpoint)
  const quiet = <EmptyCell reason={t('noRequests')} />
  const isShown = (column: string) => !hidden.has(column)
  return (
    <Tr changed={props.isChanged} rowIndex={props.rowIndex} className={isSelected ? 'bg-accent-soft/50' : ''}>
      <Td controls className="pr-0!">
        <Tick label={t('select.one', { name })} isSelected={isSelected} onChange={(next) => props.onSelect(name, next)} />
      </Td>
      <Td className="max-w-52">
        <span className="flex items-center gap-1.5">
          <RowLink href={endpointHref(name)} className="min-w-0 truncate">
            {name}
          </RowLink>
          {endpoint.kubernetes ? <Tag>{t('kubernetes')}</Tag> : null}
          <button
            type="button"
            aria-pressed={isFavourite}
            aria-label={t(isFavourite ? 'favourite.remove' : 'favourite.add', { name })}
            onClick={() => props.onFavourite(name)}
            className={`relative z-1 rounded-sm p-0.5 ${isFavourite ? 'text-attention-icon' : 'text-ink-3 opacity-0 focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100'}`}
          >
            <Star className={`size-3.5! ${isFavourite ? 'fill-current' : ''}`} aria-hidden />
          </button>
        </span>
      </Td>
      {isShown('state') ? (
        <Td>
          <StatusBadge state={endpointState(endpoint)} stopped={isStopped(endpoint)} />
        </Td>
      ) : null}
      {isShown('health') ? <Td>{health ? <HealthBadge health={health} /> : <EmptyCell reason={t('noHealth')} />}</Td> : null}
      {isShown('traffic') ? (
        <Td className="w-full max-w-0">
          <TrafficCell endpoint={endpoint} />
        </Td>
      ) : null}
      {isShown('auth') ? <Td>{authWords[endpoint.authMode]}</Td> : null}
      {isShown('instances') ? (
        <Td mono>
          {instances ? (
            <span title={instances.type}>
              {instances.type.replace(/^Standard_/, '')}
              {instances.count === 1 ? '' : ` × ${instances.count}`}
              {instances.others > 0 ? <span className="text-ink-3"> +{instances.others}</span> : null}
            </span>
          ) : (
            <EmptyCell reason={t('noInstances')} />
          )}
        </Td>
      ) : null}
      {isShown('requests') ? <Td numeric>{figures?.requests ?? quiet}</Td> : null}
      {isShown('p95') ? <Td numeric>{figures?.p95 ?? quiet}</Td> : null}
      {isShown('errors') ? (
        <Td numeric className={figures?.hasErrors ? 'text-failure' : ''}>
          {figures?.errors ?? quiet}
        </Td>
      ) : null}
      {isShown('changed') ? (
        <Td className="text-ink-2">
          <RelativeTime iso={endpoint.modifiedAt} />
        </Td>
      ) : null}
      <Td controls className="pr-2! pl-0! text-right">
        <RowMenu endpoint={endpoint} />
      </Td>
    </Tr>
  )
})
