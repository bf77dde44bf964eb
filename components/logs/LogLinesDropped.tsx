'use client'

import { useTranslations } from 'next-intl'

/** The first row while only the newest lines are shown. */
export function LogLinesDropped({ count, onShow }: { count: number; onShow: () => void }) {
  const t = useTranslations('logs')
  return (
    <>
      {t('earlier', { count })}
      <button type="button" className="ml-2 cursor-pointer text-accent-text underline" onClick={onShow}>
        {t('showAll')}
      </button>
    </>
  )
}
