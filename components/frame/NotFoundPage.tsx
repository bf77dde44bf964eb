'use client'

import { useTranslations } from 'next-intl'
import { MazeDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { LinkButton } from '@/components/ui/LinkButton'

/** What stands at an address where nothing is. */
export function NotFoundPage() {
  const t = useTranslations('frame.notFound')
  return (
    <>
      <h1 className="sr-only">{t('title')}</h1>
      <EmptyState
        title={t('title')}
        description={t('text')}
        drawing={<MazeDrawing />}
        action={
          <>
            <LinkButton href="/endpoints" variant="primary">
              {t('endpoints')}
            </LinkButton>
            <LinkButton href="/">{t('home')}</LinkButton>
          </>
        }
      />
    </>
  )
}
