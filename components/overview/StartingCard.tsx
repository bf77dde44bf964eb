'use client'

import { useTranslations } from 'next-intl'
import { PhaseTimeline } from '@/components/overview/PhaseTimeline'
import { timelineRows } from '@/components/overview/timeline'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import type { JobView } from '@/lib/contract/job'

/** The steps of a deployment from the moment it is asked for: the same list the endpoint's page goes on with. */
export function StartingCard({ job }: { job: JobView }) {
  const t = useTranslations('overview')
  return (
    <section
      aria-label={t('cardLabel', { name: job.deployment })}
      className="min-w-0 rounded-panel border bg-raised px-4 py-3 text-left"
      role="status"
    >
      <header className="mb-3 flex min-h-8 flex-wrap items-center gap-x-2.5 gap-y-1">
        <DeploymentDot name={job.deployment} />
        <h2 className="font-[620]">{t('running.create', { name: job.deployment })}</h2>
      </header>
      <PhaseTimeline rows={timelineRows(undefined, job)} label={t('timelineLabel', { name: job.deployment })} />
    </section>
  )
}
