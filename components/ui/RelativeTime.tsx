'use client'

import { useLocale, useTranslations } from 'next-intl'
import { useNowMs } from '@/components/ui/now'

/** "12 s ago", "2 h ago", "yesterday", "3 Nov": relative, the absolute time on hover. `iso`: ISO 8601. */
export function RelativeTime(props: { iso: string; className?: string }) {
  const t = useTranslations('ui.ago')
  const locale = useLocale()
  const at = new Date(props.iso)
  const young = Date.now() - at.getTime() < 60_000
  const now = useNowMs(young ? 1000 : 15_000)
  const seconds = Math.max(0, Math.round((now - at.getTime()) / 1000))
  const text = (() => {
    if (seconds < 3) return t('now')
    if (seconds < 60) return t('seconds', { count: seconds })
    if (seconds < 3600) return t('minutes', { count: Math.floor(seconds / 60) })
    const days = calendarDaysBetween(at, new Date(now))
    if (days === 0 || seconds < 6 * 3600) return t('hours', { count: Math.floor(seconds / 3600) })
    if (days === 1) return t('yesterday')
    const sameYear = at.getFullYear() === new Date(now).getFullYear()
    return at.toLocaleDateString(locale, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) })
  })()
  // Server and browser may stand a second apart: the browser's text wins silently.
  return (
    <time
      dateTime={props.iso}
      title={at.toLocaleString(locale, { dateStyle: 'full', timeStyle: 'medium' })}
      className={props.className}
      suppressHydrationWarning
    >
      {text}
    </time>
  )
}

function calendarDaysBetween(from: Date, to: Date): number {
  const day = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000
  return day(to) - day(from)
}
