'use client'

import { useTranslations } from 'next-intl'
import type { LogStream } from '@/components/logs/use-log-stream'
import { LinesDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import type { LogSource } from '@/lib/contract/scorepoint'

/** Never a blank log: why there is nothing, per chosen source, in the agent's own words where it gave any. */
export function LogEmpty(props: { stream: LogStream; sources: readonly LogSource[]; filtered: boolean }) {
  const t = useTranslations('logs')
  const { stream, sources, filtered } = props
  return (
    <section className="rounded-panel border bg-raised">
      <EmptyState
        title={sources.length === 0 ? t('noSource') : filtered ? t('filteredAway') : t('nothingYet')}
        drawing={<LinesDrawing />}
        description={
          sources.length === 0 || filtered ? (
            t('filterHint')
          ) : (
            <dl className="grid gap-x-4 gap-y-1 text-left sm:grid-cols-[auto_1fr]">
              {sources.map((source) => (
                <div key={source} className="contents">
                  <dt className="text-ink-3">{t(`source.${source}`)}</dt>
                  <dd>{stream.empty[source] ?? t('noLines')}</dd>
                </div>
              ))}
            </dl>
          )
        }
      />
    </section>
  )
}
