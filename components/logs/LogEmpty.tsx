'use client'

import { useTranslations } from 'next-intl'
import type { LogFacts } from '@/components/logs/log-model'
import { Button } from '@/components/ui/Button'
import { LinesDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import type { LogSource } from '@/lib/contract/scorepoint'

/** Never a blank log: why there is nothing, per chosen source, and how to see more when it is filtered away. */
export function LogEmpty(props: { facts: LogFacts; sources: readonly LogSource[]; isFiltered: boolean; onClear: () => void }) {
  const t = useTranslations('logs')
  const { facts, sources, isFiltered, onClear } = props
  const hasLines = Object.values(facts.counts).some((count) => count > 0)
  return (
    <section className="rounded-panel border bg-raised">
      <EmptyState
        title={sources.length === 0 ? t('noSource') : isFiltered && hasLines ? t('filteredAway') : t('nothingYet')}
        drawing={<LinesDrawing />}
        {...(isFiltered ? { action: <Button onPress={onClear}>{t('clearFilters')}</Button> } : {})}
        description={
          sources.length === 0 || (isFiltered && hasLines) ? (
            t('filterHint')
          ) : (
            <dl className="grid gap-x-4 gap-y-1 text-left sm:grid-cols-[auto_1fr]">
              {sources.map((source) => (
                <div key={source} className="contents">
                  <dt className="text-ink-3">{t(`source.${source}`)}</dt>
                  <dd>{facts.notes[source] === undefined ? t('noLines') : t(`why.${source}`)}</dd>
                </div>
              ))}
            </dl>
          )
        }
      />
    </section>
  )
}
