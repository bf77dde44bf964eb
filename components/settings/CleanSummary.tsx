'use client'

import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/Button'
import { useBytes } from '@/components/ui/bytes'
import { Notice } from '@/components/ui/Notice'
import type { CleanResult } from '@/lib/contract/storage'

/** What a clean-up brought: space, what went, what stayed and why. */
export function CleanSummary(props: { result: CleanResult; onClose: () => void }) {
  const t = useTranslations('settings.storage')
  const bytes = useBytes()
  const { freedBytes, removed, kept } = props.result
  return (
    <div className="mb-4">
      <Notice
        tone={kept.length > 0 ? 'attention' : 'success'}
        title={t('result.title', { size: bytes(freedBytes), count: removed.length })}
        live
        actions={
          <Button size="sm" variant="quiet" onPress={props.onClose}>
            {t('result.close')}
          </Button>
        }
      >
        {kept.length > 0 ? (
          <ul className="list-disc pl-5">
            {kept.map((item) => (
              <li key={item.id}>
                {t(`result.kept.${item.reason}`, { name: item.name, users: item.usedBy.join(', ') || t('result.somebody') })}
              </li>
            ))}
          </ul>
        ) : null}
      </Notice>
    </div>
  )
}
