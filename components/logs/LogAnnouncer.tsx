'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { stripAnsi } from '@/components/logs/ansi'
import type { LogFacts, LogModel } from '@/components/logs/log-model'

const everyMs = 4000
/** More lines than this in one turn are a flood, which nobody wants to hear. */
const most = 3

/** New lines for screen readers: politely, seldom, and only while they come slowly. */
export function LogAnnouncer({ model, facts }: { model: LogModel; facts: LogFacts | undefined }) {
  const t = useTranslations('logs')
  const end = facts?.end
  const latest = useRef(end)
  latest.current = end
  const [text, setText] = useState('')
  useEffect(() => {
    let said = latest.current
    const timer = setInterval(() => {
      const now = latest.current
      if (now === undefined || now === said) return
      const from = said ?? now
      said = now
      const lines = now - from
      if (lines < 0) return
      const rows = lines > most ? [] : Array.from({ length: lines }, (_, offset) => model.row(from + offset)?.text ?? '')
      setText(lines > most ? '' : rows.map(stripAnsi).join('\n'))
    }, everyMs)
    return () => clearInterval(timer)
  }, [model])
  return (
    <div aria-live="polite" className="sr-only">
      {text === '' ? '' : `${t('title')}: ${text}`}
    </div>
  )
}
