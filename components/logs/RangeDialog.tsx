'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type LogChoice, lastCounts } from '@/components/logs/log-choice'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { RadioCards } from '@/components/ui/RadioCards'
import { TextField } from '@/components/ui/TextField'

/** `2026-11-21 14:02:05` in local time, which is also how it may be typed. */
function toLocal(iso: string | undefined): string {
  if (iso === undefined) return ''
  const date = new Date(iso)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ')
}

/** ISO 8601; undefined when empty, null when it is no time. */
function fromLocal(text: string): string | undefined | null {
  if (text.trim() === '') return undefined
  const date = new Date(text.trim().replace(' ', 'T'))
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

/** Which part of the log: the newest lines, or between two moments. */
export function RangeDialog(props: {
  choice: LogChoice
  onChange: (changes: Record<string, string | undefined>) => void
  onClose: () => void
}) {
  const t = useTranslations('logs')
  const { choice, onChange, onClose } = props
  const [last, setLast] = useState(String(choice.last ?? 'all'))
  const [since, setSince] = useState(toLocal(choice.since))
  const [until, setUntil] = useState(toLocal(choice.until))
  const bounds = { since: fromLocal(since), until: fromLocal(until) }
  const isReversed = bounds.since != null && bounds.until != null && bounds.until <= bounds.since
  const isWrong = bounds.since === null || bounds.until === null || isReversed
  const apply = () => {
    onChange({ last: last === 'all' ? undefined : last, since: bounds.since ?? undefined, until: bounds.until ?? undefined })
    onClose()
  }
  return (
    <Dialog
      title={t('range')}
      isOpen
      onOpenChange={onClose}
      footer={
        <Button
          variant="primary"
          onPress={apply}
          {...(isWrong ? { disabledReason: isReversed ? t('rangeReversed') : t('timeWrong') } : {})}
        >
          {t('apply')}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <RadioCards
          label={t('lastLines')}
          layout="chips"
          value={last}
          onChange={setLast}
          options={[
            ...lastCounts.map((count) => ({ value: String(count), title: t('lastCount', { count }) })),
            { value: 'all', title: t('all') },
          ]}
        />
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label={t('since')}
            value={since}
            onChange={setSince}
            placeholder="2026-11-21 14:02:05"
            mono
            {...(bounds.since === null ? { error: t('timeWrong') } : {})}
          />
          <TextField
            label={t('until')}
            value={until}
            onChange={setUntil}
            placeholder="2026-11-21 14:10:00"
            mono
            {...(bounds.until === null ? { error: t('timeWrong') } : isReversed ? { error: t('rangeReversed') } : {})}
          />
        </div>
      </div>
    </Dialog>
  )
}
