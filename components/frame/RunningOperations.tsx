'use client'

import { useQuery } from '@tanstack/react-query'
import { LoaderCircle } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Menu } from '@/components/ui/Menu'
import { runningOperations } from '@/lib/domain/endpoint-health/endpoint-health'
import { endpointsQuery } from '@/lib/queries/endpoints'

/** "1 running" with a link to each; nothing while nothing runs. The count is announced politely. */
export function RunningOperations() {
  const t = useTranslations('frame')
  const { data } = useQuery(endpointsQuery())
  const running = (data?.endpoints ?? []).flatMap(runningOperations)
  const count = t('running', { count: running.length })
  return (
    <>
      <span role="status" className="sr-only">
        {running.length > 0 ? count : ''}
      </span>
      {running.length > 0 ? (
        <Menu
          label={count}
          size="sm"
          sections={[
            running.map((operation) => ({
              id: operation.id,
              label: t(`operation.${operation.kind}`, { name: operation.deployment ?? operation.endpoint }),
              ...(operation.deployment ? { description: operation.endpoint } : {}),
              href: `/endpoints/${encodeURIComponent(operation.endpoint)}`,
            })),
          ]}
        >
          <LoaderCircle className="animate-spin text-progress-icon" aria-hidden />
          <span className="num max-md:hidden">{count}</span>
          <span className="num md:hidden" aria-hidden>
            {running.length}
          </span>
        </Menu>
      ) : null}
    </>
  )
}
