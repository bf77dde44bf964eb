'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { endpointHref, isStopped } from '@/components/endpoints/row-facts'
import { TrafficCell } from '@/components/endpoints/TrafficCell'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { Section } from '@/components/ui/Section'
import { Skeleton } from '@/components/ui/Skeleton'
import { StatusBadge } from '@/components/ui/StatusBadge'
import { endpointState } from '@/lib/domain/endpoint-health/endpoint-health'
import { endpointsQuery } from '@/lib/queries/endpoints'

const shown = 5

/** The endpoints changed last, newest first, with a link to all. */
export function RecentEndpoints() {
  const t = useTranslations('home.recent')
  const { data, failureReason } = useQuery(endpointsQuery())
  const endpoints = [...(data?.endpoints ?? [])].sort((a, b) => b.modifiedAt.localeCompare(a.modifiedAt))
  return (
    <Section
      title={t('title')}
      actions={
        endpoints.length > 0 ? (
          <Link href="/endpoints" className="rounded-sm text-accent-text text-small hover:underline">
            {t('all', { count: endpoints.length })}
          </Link>
        ) : null
      }
    >
      <div className="min-w-0 overflow-hidden rounded-panel border bg-raised">
        {data === undefined && !failureReason ? (
          <div className="grid gap-3 p-4" aria-busy="true">
            <Skeleton className="h-4 w-2/3" />
            <Skeleton className="h-4 w-1/2" />
          </div>
        ) : endpoints.length === 0 ? (
          <p className="px-4 py-6 text-center text-ink-2">{failureReason ? t('unknown') : t('none')}</p>
        ) : (
          <ul>
            {endpoints.slice(0, shown).map((endpoint) => (
              <li
                key={endpoint.name}
                className="relative flex min-h-11 items-center gap-x-4 gap-y-1 max-sm:flex-wrap border-b px-4 py-2 last:border-0 hover:bg-hover"
              >
                <Link
                  href={endpointHref(endpoint.name)}
                  className="min-w-0 truncate sm:w-44 sm:shrink-0 font-[560] after:absolute after:inset-0 after:content-[''] focus-visible:after:-outline-offset-2 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
                >
                  {endpoint.name}
                </Link>
                <StatusBadge state={endpointState(endpoint)} stopped={isStopped(endpoint)} />
                <span className="min-w-0 flex-1 max-sm:order-last max-sm:basis-full">
                  <TrafficCell endpoint={endpoint} />
                </span>
                <RelativeTime iso={endpoint.modifiedAt} className="ml-auto shrink-0 text-ink-3 text-small" />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  )
}
