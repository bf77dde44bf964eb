'use client'

import { useFormatter, useTranslations } from 'next-intl'
import { useNowMs } from '@/components/ui/now'

/** A measured time. `ms` is final; `since` (ISO 8601) counts up live. "0.1 s", "12.4 s", "2 min 5 s"; under 100 ms with `precise` "18 ms". */
export function Duration(props: { ms?: number; since?: string; precise?: boolean; className?: string }) {
  const t = useTranslations('ui.duration')
  const format = useFormatter()
  const running = props.ms === undefined && props.since !== undefined
  const now = useNowMs(running ? 100 : 0)
  const ms = props.ms ?? (props.since ? Math.max(0, now - Date.parse(props.since)) : 0)
  const one = (value: number) => format.number(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const text = (() => {
    if (props.precise && ms < 1000) return t('milliseconds', { count: format.number(ms, { maximumFractionDigits: ms < 10 ? 1 : 0 }) })
    if (ms < 59_950) return t('seconds', { count: one(ms / 1000) })
    const whole = Math.round(ms / 1000)
    if (whole < 3600) return t('minutes', { minutes: Math.floor(whole / 60), seconds: whole % 60 })
    return t('hours', { hours: Math.floor(whole / 3600), minutes: Math.floor((whole % 3600) / 60) })
  })()
  return (
    <span className={`num ${props.className ?? ''}`} suppressHydrationWarning>
      {text}
    </span>
  )
}
