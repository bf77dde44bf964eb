'use client'

import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { memo } from 'react'
import { authWords, endpointHref, instanceFact, isStopped, RowMenu, useFigureTexts } from '@/components/endpoints/row-facts'
import { TrafficCell } from '@/components/endpoints/TrafficCell'
import { useWindowRows } from '@/components/endpoints/window-rows'
import { cx } from '@/components/ui/class-names'
import { HealthBadge } from '@/components/ui/HealthBadge'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { StatusBadge } from '@/components/ui/StatusBadge'
import type { EndpointStatus } from '@/lib/contract/scorepoint'
import { endpointHealth, endpointState } from '@/lib/domain/endpoint-health/endpoint-health'

const cardHeight = 128

/** The list on a narrow screen: the same facts, one endpoint below the other. */
export function EndpointCards(props: { endpoints: readonly EndpointStatus[]; changed: ReadonlySet<string> }) {
  const t = useTranslations('endpoints')
  const { top, from, to, before, after } = useWindowRows<HTMLUListElement>(props.endpoints.length, cardHeight, 8)
  const isLong = before + after > 0
  return (
    <ul
      ref={top}
      aria-label={t('title')}
      className="overflow-hidden rounded-panel border bg-raised md:hidden"
      style={{ paddingTop: before, paddingBottom: after }}
    >
      {props.endpoints.slice(from, to).map((endpoint) => (
        <Card key={endpoint.name} endpoint={endpoint} isChanged={props.changed.has(endpoint.name)} isFixed={isLong} />
      ))}
    </ul>
  )
}

const Card = memo(function Card(props: { endpoint: EndpointStatus; isChanged: boolean; isFixed: boolean }) {
  const t = useTranslations('endpoints')
  const { endpoint } = props
  const health = endpointHealth(endpoint)
  const instances = instanceFact(endpoint)
  const figures = useFigureTexts(endpoint)
  return (
    <li
      style={props.isFixed ? { height: cardHeight } : undefined}
      className={cx('relative flex flex-col gap-1.5 border-b px-3 py-2.5 last:border-0', props.isChanged && 'animate-changed')}
    >
      <div className="flex min-w-0 items-center gap-2">
        <Link
          href={endpointHref(endpoint.name)}
          className="min-w-0 truncate font-[560] after:absolute after:inset-0 after:content-[''] focus-visible:after:-outline-offset-2 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
        >
          {endpoint.name}
        </Link>
        <div className="relative z-1 ml-auto">
          <RowMenu endpoint={endpoint} />
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StatusBadge state={endpointState(endpoint)} stopped={isStopped(endpoint)} />
        {health ? <HealthBadge health={health} /> : null}
        <RelativeTime iso={endpoint.modifiedAt} className="ml-auto text-ink-3 text-small" />
      </div>
      <TrafficCell endpoint={endpoint} />
      <p className="num text-ink-3 text-small">
        {[
          authWords[endpoint.authMode],
          endpoint.kubernetes ? t('kubernetes') : undefined,
          instances ? `${instances.type} × ${instances.count}` : undefined,
          figures ? t('cardFigures', { requests: figures.requests, p95: figures.p95 ?? '–', errors: figures.errors }) : t('noRequests'),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </li>
  )
})
