'use client'

import { useTranslations } from 'next-intl'
import { Notice } from '@/components/ui/Notice'
import type { EditPlan } from '@/lib/domain/live-edit/edit-plan'

/** What applying does to the instances, in words and, for a rolling update, round by round. */
export function PlanView({ plan }: { plan: EditPlan }) {
  const t = useTranslations('live.plan')
  switch (plan.kind) {
    case 'nothing':
      return null
    case 'tags':
      return <Notice tone="info">{t('tags')}</Notice>
    case 'endpoint':
      return <Notice tone="info">{t(plan.movesTraffic ? 'traffic' : 'endpoint')}</Notice>
    case 'scale':
      return (
        <Notice tone="info" title={t('scaleTitle', { from: plan.from, to: plan.to })}>
          {plan.to > plan.from ? t('adds', { count: plan.to - plan.from }) : t('removes', { count: plan.from - plan.to })}
        </Notice>
      )
    case 'replace':
      return (
        <section aria-label={t('label')} className="rounded-panel border bg-raised px-4 py-3">
          <h3 className="font-[620]">{t('replaceTitle', { count: plan.count })}</h3>
          <p className="mt-1 text-ink-2 text-small">{t('arithmetic', { size: plan.size, count: plan.count })}</p>
          <Rounds rounds={plan.rounds} />
        </section>
      )
    default:
      return (
        <section aria-label={t('label')} className="rounded-panel border bg-raised px-4 py-3">
          <h3 className="font-[620]">{t('bothTitle')}</h3>
          <p className="mt-1 text-ink-2 text-small">{t('bothText')}</p>
          <ol className="mt-3 grid gap-3">
            <li>
              <h4 className="font-[560]">{t('first', { from: plan.from, to: plan.to })}</h4>
              <p className="text-ink-2 text-small">
                {plan.to > plan.from ? t('adds', { count: plan.to - plan.from }) : t('removes', { count: plan.from - plan.to })}
              </p>
            </li>
            <li>
              <h4 className="font-[560]">{t('then', { count: plan.to })}</h4>
              <p className="text-ink-2 text-small">{t('arithmetic', { size: plan.size, count: plan.to })}</p>
              <Rounds rounds={plan.rounds} />
            </li>
          </ol>
        </section>
      )
  }
}

function Rounds({ rounds }: { rounds: readonly { first: number; last: number }[] }) {
  const t = useTranslations('live.plan')
  return (
    <ol className="mt-2 flex flex-wrap gap-2" aria-label={t('rounds')}>
      {rounds.map(({ first, last }, index) => (
        <li key={first} className="rounded-control border bg-sunken px-2.5 py-1 text-small">
          <span className="font-[560]">{t('round', { round: index + 1 })}</span>{' '}
          <span className="num text-ink-2">{first === last ? t('one', { first }) : t('range', { first, last })}</span>
        </li>
      ))}
    </ol>
  )
}
