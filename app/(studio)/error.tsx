'use client'

import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/Button'
import { PlugDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'

/** A page that threw. The message stays in the studio's log; `digest` finds it there. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations('frame.error')
  return (
    <div role="alert">
      <h1 className="sr-only">{t('title')}</h1>
      <EmptyState
        title={t('title')}
        description={
          <>
            {t('text')}
            {error.digest ? <code className="mt-2 block text-ink-3">{t('reference', { digest: error.digest })}</code> : null}
          </>
        }
        drawing={<PlugDrawing />}
        action={
          <Button variant="primary" onPress={reset}>
            {t('retry')}
          </Button>
        }
      />
    </div>
  )
}
