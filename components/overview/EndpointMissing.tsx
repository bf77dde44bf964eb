'use client'

import { useParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { MazeDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { LinkButton } from '@/components/ui/LinkButton'
import { PageHead } from '@/components/ui/PageHead'

/** Said in place of an endpoint that is not there; the name comes from the address. */
export function EndpointMissing() {
  const t = useTranslations('overview')
  const { endpoint } = useParams<{ endpoint: string }>()
  const name = decodeURIComponent(endpoint ?? '')
  return (
    <>
      <PageHead title={name} />
      <section className="rounded-panel border bg-raised">
        <EmptyState
          title={t('notFoundTitle', { name })}
          description={t('notFoundText')}
          drawing={<MazeDrawing />}
          action={
            <>
              <LinkButton href="/endpoints" variant="primary">
                {t('toEndpoints')}
              </LinkButton>
              <LinkButton href="/endpoints/new">{t('newEndpoint')}</LinkButton>
            </>
          }
        />
      </section>
    </>
  )
}
