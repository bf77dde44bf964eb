'use client'

import { useFormatter, useLocale, useTranslations } from 'next-intl'
import { ToggleButton } from 'react-aria-components'
import { logSources } from '@/components/logs/log-choice'
import type { LogFacts } from '@/components/logs/log-model'
import { Tooltip } from '@/components/ui/Tooltip'
import type { LogSource } from '@/lib/contract/scorepoint'

const dots: Record<LogSource, string> = {
  'inference-server': 'bg-ink-3',
  'storage-initializer': 'bg-accent',
  build: 'bg-attention-icon',
  events: 'bg-progress-icon',
}

/** A switch per source with its count. A source without lines stays, and says why when pointed at. */
export function SourceChips(props: {
  sources: readonly LogSource[]
  facts: LogFacts | undefined
  onChange: (changes: Record<string, string | undefined>) => void
}) {
  const t = useTranslations('logs')
  const format = useFormatter()
  const locale = useLocale()
  const { sources, facts, onChange } = props
  const toggle = (source: LogSource, isOn: boolean) => {
    const next = logSources.filter((each) => (each === source ? isOn : sources.includes(each)))
    onChange({ sources: next.length === logSources.length ? undefined : next.join(',') || 'none' })
  }
  const noteOf = (source: LogSource): string | undefined => {
    if (source === 'storage-initializer' && facts?.initializer) {
      const time = new Date(facts.initializer.endedAt).toLocaleTimeString(locale)
      return t('initializerRan', { time, took: facts.initializer.took })
    }
    return facts?.notes[source] === undefined ? undefined : t(`why.${source}`)
  }
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="sr-only">{t('sources')}</legend>
      {logSources.map((source) => {
        const note = noteOf(source)
        const chip = (
          <ToggleButton
            key={source}
            isSelected={sources.includes(source)}
            onChange={(isOn) => toggle(source, isOn)}
            className="inline-flex h-7 items-center gap-1.5 rounded-full border bg-raised px-2.5 text-[0.8125rem] text-ink-2 transition-colors duration-[120ms] hover:bg-hover data-selected:border-accent data-selected:bg-accent-soft data-selected:text-ink"
          >
            <span className={`size-1.5 rounded-full ${dots[source]}`} aria-hidden />
            {t(`source.${source}`)} <span className="num text-ink-2">{format.number(facts?.counts[source] ?? 0)}</span>
          </ToggleButton>
        )
        return note ? (
          <Tooltip key={source} content={note}>
            {chip}
          </Tooltip>
        ) : (
          chip
        )
      })}
    </fieldset>
  )
}
