'use client'

import { useTranslations } from 'next-intl'
import { DiffTable } from '@/components/test/DiffTable'
import { ResponsePanel } from '@/components/test/ResponsePanel'
import type { Lane } from '@/components/test/use-runs'
import { LensDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { Panel } from '@/components/ui/Panel'

/** What several deployments answer to the same request, side by side, and where the others differ from the first. */
export function CompareLanes({ lanes }: { lanes: readonly Lane[] }) {
  const t = useTranslations('test')
  const [first, ...others] = lanes
  if (!first) {
    return (
      <section aria-label={t('comparison')} className="grid min-h-60 min-w-0 place-items-center rounded-panel border bg-raised">
        <EmptyState title={t('compareEmptyTitle')} description={t('compareEmptyText')} drawing={<LensDrawing />} />
      </section>
    )
  }
  const base = first.run.outcome
  return (
    <section aria-label={t('comparison')} className="flex min-w-0 flex-col gap-4">
      <div className="grid gap-4 md:grid-cols-[repeat(auto-fit,minmax(320px,1fr))]">
        {lanes.map(({ target, run }) => (
          <ResponsePanel key={target} run={run} onSample={undefined} label={t('responseOf', { name: target ?? '' })} />
        ))}
      </div>
      {others.map(({ target, run: { outcome } }) =>
        base.done && outcome.done && base.answer && outcome.answer ? (
          <Panel key={target} title={t('diffTitle', { before: first.target ?? '', after: target ?? '' })}>
            <DiffTable before={base.answer.text} after={outcome.answer.text} beforeName={first.target ?? ''} afterName={target ?? ''} />
          </Panel>
        ) : null,
      )}
    </section>
  )
}
