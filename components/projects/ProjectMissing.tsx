'use client'

import { useTranslations } from 'next-intl'
import { MazeDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { LinkButton } from '@/components/ui/LinkButton'
import { PageHead } from '@/components/ui/PageHead'

/** Said in place of a project that is not in the list. */
export function ProjectMissing() {
  const t = useTranslations('projects')
  return (
    <>
      <PageHead title={t('title')} />
      <EmptyState
        title={t('notFoundTitle')}
        description={t('notFoundText')}
        drawing={<MazeDrawing />}
        action={
          <>
            <LinkButton href="/projects?do=open" variant="primary">
              {t('open')}
            </LinkButton>
            <LinkButton href="/projects">{t('toList')}</LinkButton>
          </>
        }
      />
    </>
  )
}
