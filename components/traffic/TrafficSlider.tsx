'use client'

import { Lock, LockOpen } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import type { ObservedDeployment } from '@/components/overview/observed'
import { sliderThumb } from '@/components/traffic/slider-thumb'
import { cx } from '@/components/ui/class-names'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { HealthBadge } from '@/components/ui/HealthBadge'
import { IconButton } from '@/components/ui/IconButton'
import { NumberField } from '@/components/ui/NumberField'
import type { DeploymentStatus } from '@/lib/contract/scorepoint'
import { deploymentColourValue } from '@/lib/domain/colours/deployment-colour'
import { canLock, maxPercent, movability, type TrafficRow } from '@/lib/domain/traffic/traffic'

const bigStep = 10

/** One deployment of the split: slider, number, lock, and what the router counted. */
export function TrafficSlider(props: {
  rows: readonly TrafficRow[]
  row: TrafficRow
  deployment: DeploymentStatus
  observed: ObservedDeployment | undefined
  /** Requests of all deployments in the window. */
  routed: number
  /** Called for every step of a drag. */
  onMove: (percent: number) => void
  /** The drag or key press ended. */
  onSettle: () => void
  onLock: (isLocked: boolean) => void
}) {
  const t = useTranslations('traffic')
  const format = useFormatter()
  const { rows, row, deployment, observed, routed, onMove, onSettle, onLock } = props
  const limit = maxPercent(rows, row.name)
  const state = movability(rows, row.name)
  const fixed = state === 'locked' || state === 'all-others-locked'
  const reason = state === 'locked' ? t('lockedHere') : state === 'all-others-locked' ? t('othersLocked') : undefined
  const lockable = row.locked || canLock(rows, row.name)
  const share = format.number(observed?.sharePercent ?? 0, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const reasonId = `traffic-reason-${row.name}`
  const lockLabel = row.locked ? t('unlock', { name: row.name }) : lockable ? t('lock', { name: row.name }) : t('lockAllNeeds100')
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_96px_32px] items-center gap-x-4 gap-y-2 md:grid-cols-[170px_minmax(0,1fr)_96px_32px_170px]">
      <div className="col-span-3 flex min-w-0 flex-wrap items-center gap-x-2 md:col-span-1">
        <DeploymentDot name={row.name} label className="font-[560]" />
        <HealthBadge health={deployment.health} />
      </div>
      <div className="relative flex h-6 items-center">
        <div aria-hidden className="absolute inset-x-0 h-1.5 rounded-full border bg-sunken" />
        <div
          aria-hidden
          className={cx('absolute left-0 h-1.5 rounded-full', fixed && 'opacity-60')}
          style={{ width: `${row.percent}%`, background: deploymentColourValue(row.name) }}
        />
        <input
          type="range"
          min={0}
          max={fixed ? Math.max(row.percent, 1) : limit}
          step={1}
          value={row.percent}
          disabled={fixed}
          aria-label={t('shareOf', { name: row.name })}
          aria-valuetext={t('valueText', { name: row.name, percent: row.percent, requests: observed?.requests ?? 0, total: routed })}
          aria-describedby={reason ? reasonId : undefined}
          className={cx(
            'relative h-6 min-w-4 cursor-pointer appearance-none rounded-full bg-transparent disabled:cursor-default',
            sliderThumb,
          )}
          // The track always means 0–100; a lower maximum makes the input shorter, so the thumb stands where its value is.
          style={{ width: `${fixed ? Math.max(row.percent, 1) : limit}%` }}
          onChange={(event) => onMove(event.currentTarget.valueAsNumber)}
          onPointerUp={onSettle}
          onKeyUp={onSettle}
          onBlur={onSettle}
          onKeyDown={(event) => {
            const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key]
            if (!event.shiftKey || direction === undefined) return
            event.preventDefault()
            onMove(Math.min(limit, Math.max(0, row.percent + direction * bigStep)))
          }}
        />
      </div>
      <NumberField
        label={t('percentOf', { name: row.name })}
        hideLabel
        value={row.percent}
        minValue={0}
        maxValue={limit}
        step={1}
        unit="%"
        isDisabled={fixed}
        onChange={(percent) => {
          if (Number.isNaN(percent)) return
          onMove(percent)
          onSettle()
        }}
      />
      <IconButton label={lockLabel} isPressed={row.locked} isDisabled={!lockable} onPress={() => onLock(!row.locked)}>
        {row.locked ? <Lock className="text-accent-text" aria-hidden /> : <LockOpen aria-hidden />}
      </IconButton>
      <span className="num col-span-3 text-ink-2 text-small md:col-span-1">
        {routed > 0 ? (
          <>
            {t('observed', { share })} <span className="text-ink-3">{t('ofTotal', { count: routed })}</span>
          </>
        ) : (
          <span className="text-ink-3">{t('nothingObserved')}</span>
        )}
        {reason ? (
          <span id={reasonId} className="block text-ink-3">
            {reason}
          </span>
        ) : null}
      </span>
    </li>
  )
}
