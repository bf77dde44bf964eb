'use client'

import { useFormatter, useTranslations } from 'next-intl'
import type { Sku } from '@/lib/domain/skus/sku'

/** How sizes are said. */
export function useSkuWords() {
  const t = useTranslations('quota.sku')
  const format = useFormatter()
  return {
    /** `4 cores · 14 GiB · 1 × A100 (80 GiB) · standardDSv2Family` */
    facts: (sku: Sku): string =>
      [t('cores', { cores: sku.cores }), t('memory', { memory: sku.memoryGib }), ...(sku.gpus > 0 ? [gpus(sku)] : []), sku.family].join(
        ' · ',
      ),
    gpus,
    /** `retired 31 Aug 2023`, with the certainty. */
    retirement: (sku: Sku): string | undefined =>
      sku.retirement &&
      t(`${sku.retirement.state}.${sku.retirement.certainty}`, {
        date: format.dateTime(new Date(sku.retirement.date), { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' }),
      }),
  }

  function gpus(sku: Sku): string {
    return t('gpus', { count: sku.gpusLabel ?? String(sku.gpus), model: sku.gpu ?? '', memory: sku.gpuMemoryGib ?? 0 })
  }
}
