'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ListView, nextSort, type SortColumn } from '@/components/endpoints/list-view'
import { authWords, endpointHref, instanceFact, isStopped, RowMenu, useFigureTexts } from '@/components/endpoints/row-facts'
import { TrafficCell } from '@/components/endpoints/TrafficCell'
import { HealthBadge } from '@/components/ui/HealthBadge'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { StatusBadge } from '@/components/ui/StatusBadge'
import { EmptyCell, RowLink, Table, Td, Th, Tr } from '@/components/ui/Table'
import type { EndpointStatus } from '@/lib/contract/scorepoint'
import { endpointHealth, endpointState } from '@/lib/domain/endpoint-health/endpoint-health'

/** The list as a table; header buttons sort. */
export function EndpointTable(props: {
  endpoints: readonly EndpointStatus[]
  sort: ListView['sort']
  onSort: (sort: string) => void
  changed: ReadonlySet<string>
}) {
  const t = useTranslations('endpoints')
  return (
    <Table
      label={t('title')}
      minWidth={1080}
      head={<HeadCells sort={props.sort} onSort={props.onSort} />}
      className="[&_td]:px-2.5 [&_th]:px-2.5 max-md:hidden"
    >
      {props.endpoints.map((endpoint) => (
        <EndpointRow key={endpoint.name} endpoint={endpoint} isChanged={props.changed.has(endpoint.name)} />
      ))}
    </Table>
  )
}

/** Header cells, shared with the skeleton so that nothing jumps. */
export function HeadCells(props: { sort?: ListView['sort']; onSort?: (sort: string) => void }) {
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
  return (
    <>
      {sortable('name')}
      {sortable('state')}
      {sortable('health')}
      <Th>{t('column.traffic')}</Th>
      {sortable('auth')}
      <Th>{t('column.instances')}</Th>
      {sortable('requests', true)}
      {sortable('p95', true)}
      {sortable('errors', true)}
      {sortable('changed')}
      <Th hiddenLabel={t('column.actions')} className="w-10" />
    </>
  )
}

function EndpointRow(props: { endpoint: EndpointStatus; isChanged: boolean }) {
  const t = useTranslations('endpoints')
  const { endpoint } = props
  const health = endpointHealth(endpoint)
  const instances = instanceFact(endpoint)
  const figures = useFigureTexts(endpoint)
  const quiet = <EmptyCell reason={t('noRequests')} />
  return (
    <Tr changed={props.isChanged}>
      <Td className="max-w-44 truncate">
        <RowLink href={endpointHref(endpoint.name)}>{endpoint.name}</RowLink>
      </Td>
      <Td>
        <StatusBadge state={endpointState(endpoint)} stopped={isStopped(endpoint)} />
      </Td>
      <Td>{health ? <HealthBadge health={health} /> : <EmptyCell reason={t('noHealth')} />}</Td>
      <Td className="w-full max-w-0">
        <TrafficCell endpoint={endpoint} />
      </Td>
      <Td>{authWords[endpoint.authMode]}</Td>
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
      <Td numeric>{figures?.requests ?? quiet}</Td>
      <Td numeric>{figures?.p95 ?? quiet}</Td>
      <Td numeric className={figures?.hasErrors ? 'text-failure' : ''}>
        {figures?.errors ?? quiet}
      </Td>
      <Td className="text-ink-2">
        <RelativeTime iso={endpoint.modifiedAt} />
      </Td>
      <Td controls className="pr-2! pl-0! text-right">
        <RowMenu endpoint={endpoint} />
      </Td>
    </Tr>
  )
}
