'use client'

import { useLocale, useTranslations } from 'next-intl'
import type { Repair } from '@/lib/contract/finding'

/** What the button of a repair says: English as the checks say it, other languages from what it does. */
export function useRepairText(): (repair: Repair) => string {
  const locale = useLocale()
  const t = useTranslations('editor')
  return (repair) =>
    locale === 'en' || !repair.action || !repair.what ? repair.label : t(`repair.${repair.action}`, { what: repair.what })
}
