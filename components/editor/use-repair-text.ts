'use client'

import { useLocale, useTranslations } from 'next-intl'
import type { Repair } from '@/lib/contract/finding'

/** What the button of a repair says: English as the checks say it, other languages from what it does. */
export function useRepairText(): (repair: Repair) => string {
  const locale = useLocale()
  const t = useTranslations('editor')
  return (repair) => {
    const [change, ...others] = repair.changes ?? []
    if (locale === 'en' || change === undefined || others.length > 0) return repair.label
    const key = String(change.path[change.path.length - 1] ?? '')
    if (change.op === 'remove') return t('repairRemove', { key })
    if (change.op === 'rename') return t('repairRename', { key: change.key })
    return typeof change.value === 'object' ? repair.label : t('repairWrite', { value: String(change.value) })
  }
}
