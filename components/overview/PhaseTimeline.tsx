'use client'

import { Ban, Check, Minus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { BuildSteps } from '@/components/overview/BuildSteps'
import { shortAsset } from '@/components/overview/short-asset'
import { rowDurationMs, type TimelineRow } from '@/components/overview/timeline'
import { usePhaseText } from '@/components/overview/use-phase-text'
import { cx } from '@/components/ui/class-names'
import { Duration } from '@/components/ui/Duration'
import type { Deviation, PhaseState } from '@/lib/contract/scorepoint'

const nodes: Record<PhaseState, { look: string; icon?: ReactNode }> = {
  pending: { look: 'border-[1.5px] border-line-strong' },
  running: { look: 'animate-spin border-2 border-progress-icon border-r-transparent' },
  succeeded: { look: 'bg-success-icon text-raised', icon: <Check aria-hidden /> },
  failed: { look: 'bg-failure-icon text-raised', icon: <X aria-hidden /> },
  canceled: { look: 'bg-unknown-icon text-raised', icon: <Ban aria-hidden /> },
  skipped: { look: 'border-[1.5px] border-line-strong text-ink-3', icon: <Minus aria-hidden /> },
}

/**
 * The steps of a deployment from top to bottom: state, what it found, measured time, and under the running one the newest log line.
 * `failure` is drawn open under the failed step.
 */
export function PhaseTimeline(props: {
  rows: readonly TimelineRow[]
  label: string
  deviations?: readonly Deviation[]
  failure?: ReactNode
}) {
  return (
    <ol aria-label={props.label}>
      {props.rows.map((row, index) => (
        <PhaseRow
          key={row.name}
          row={row}
          isLast={index === props.rows.length - 1}
          deviations={row.name === 'ResolveEnvironment' ? (props.deviations ?? []) : []}
          failure={row.state === 'failed' ? props.failure : undefined}
        />
      ))}
    </ol>
  )
}

function PhaseRow(props: { row: TimelineRow; isLast: boolean; deviations: readonly Deviation[]; failure: ReactNode }) {
  const t = useTranslations('overview')
  const phaseText = usePhaseText()
  const { row, isLast, deviations, failure } = props
  const node = nodes[row.state]
  const waiting = row.state === 'pending' || row.state === 'skipped'
  // Under a failed step the reason stands open; its message would say the same twice.
  const said = failure ? undefined : row.step && row.state === 'running' ? t(`step.${row.step}`) : phaseText(withoutSubstitute(row))
  const substituted = substituteOf(row)
  const hasSteps = row.steps !== undefined && row.steps.length > 0
  return (
    <li
      aria-current={row.state === 'running' ? 'step' : undefined}
      className={cx('relative grid grid-cols-[26px_minmax(0,1fr)_auto]', !isLast && 'pb-3')}
    >
      {isLast ? null : <span aria-hidden className="absolute top-5 -bottom-0.5 left-2 w-[1.5px] bg-line" />}
      <span className={cx('mt-[1.5px] grid size-[17px] place-items-center rounded-full [&_svg]:size-[11px]! [&_svg]:stroke-3!', node.look)}>
        {node.icon}
      </span>
      <div className="min-w-0">
        <p className="[overflow-wrap:anywhere]">
          <span
            className={cx(
              waiting ? 'text-ink-3' : '',
              row.state === 'running' && 'font-[560]',
              row.state === 'failed' && 'font-[560] text-failure',
            )}
          >
            {t(`phase.${row.name}`)}
          </span>
          <span className="sr-only">{t(`phaseState.${row.state}`)}</span>
          {said ? <span className="text-ink-2 text-small"> · {shortAsset(said)}</span> : null}
          {substituted ? <Chip>{t('substituted', { image: substituted })}</Chip> : null}
          {deviations.map((deviation) => (
            <DeviationChip key={deviation.id} deviation={deviation} />
          ))}
        </p>
        {row.state === 'running' && row.liveLine && !hasSteps ? (
          <p className="mt-1.5 truncate rounded-control bg-sunken px-2.5 py-1.5 font-mono text-ink-2 text-small" title={row.liveLine}>
            {row.liveLine}
          </p>
        ) : null}
      </div>
      <RowTime row={row} />
      {hasSteps || failure ? (
        <div className="col-span-2 col-start-2 min-w-0">
          {hasSteps ? <BuildSteps steps={row.steps ?? []} phase={row.state} liveLine={row.liveLine} /> : null}
          {failure ? <div className="mt-2">{failure}</div> : null}
        </div>
      ) : null}
    </li>
  )
}

function RowTime({ row }: { row: TimelineRow }) {
  const look = cx('whitespace-nowrap pl-3 text-small', row.state === 'running' ? 'text-progress' : 'text-ink-3')
  if (row.state === 'running' && row.startedAt) return <Duration since={row.startedAt} className={look} />
  const ms = rowDurationMs(row, undefined)
  return ms === undefined ? <span /> : <Duration ms={ms} className={look} />
}

/** The image that stands in for the one asked for (the image map), when there is one. */
function substituteOf(row: TimelineRow): string | undefined {
  return row.notes?.flatMap((note) => (note.code === 'image' && note.used !== undefined ? [note.used] : []))[0]
}

/** The row's words without the image that stands in: it has a chip of its own. */
function withoutSubstitute(row: TimelineRow): TimelineRow {
  if (!row.notes) return row
  return { ...row, notes: row.notes.map((note) => (note.code === 'image' ? { ...note, used: undefined } : note)) }
}

/** A recorded difference to what the file asks for: amber, with the whole sentence in its text. */
export function DeviationChip({ deviation }: { deviation: Deviation }) {
  return <Chip>{deviation.message}</Chip>
}

function Chip({ children }: { children: ReactNode }) {
  return (
    <span className="ml-1.5 inline-block rounded-panel bg-attention-soft px-2 font-[540] text-[0.75rem] text-attention leading-5 [overflow-wrap:anywhere]">
      {children}
    </span>
  )
}
