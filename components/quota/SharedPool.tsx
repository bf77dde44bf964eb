'use client'

import { ArrowUpRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Section } from '@/components/ui/Section'

const docs = 'https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas#azure-machine-learning-shared-quota'

/** Microsoft's shared pool: for whom, for what, and not for what. */
export function SharedPool() {
  const t = useTranslations('quota.shared')
  return (
    <Section title={t('title')} description={t('text')}>
      <ul className="list-disc pl-5 text-ink-2">
        <li>{t('models')}</li>
        <li>{t('who')}</li>
        <li>{t('time')}</li>
        <li>{t('cost')}</li>
      </ul>
      <a
        href={docs}
        target="_blank"
        rel="noreferrer"
        className="mt-2 inline-flex items-center gap-1 text-accent-text text-small hover:underline"
      >
        {t('learn')}
        <ArrowUpRight className="size-3.5!" aria-hidden />
      </a>
    </Section>
  )
}
