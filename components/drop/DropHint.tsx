'use client'

import { useTranslations } from 'next-intl'

/** Says, while a file is held over the page, what letting it go does. */
export function DropHint() {
  const t = useTranslations('drop')
  return (
    <div
      aria-hidden
      className="pointer-events-none fixed inset-2 z-50 flex items-end justify-center rounded-panel border-2 border-accent border-dashed p-6"
    >
      <span className="rounded-control border bg-raised px-3 py-1.5 font-[560] shadow-overlay">{t('letGo')}</span>
    </div>
  )
}
