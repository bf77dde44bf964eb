'use client'

import { Check, ChevronRight, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { cx } from '@/components/ui/class-names'
import { Duration } from '@/components/ui/Duration'
import type { BuildStep, PhaseState } from '@/lib/contract/scorepoint'

type StepState = 'waiting' | 'running' | 'done' | 'cached' | 'failed' | 'stopped'

/** State of a step; a build that ended leaves steps that never did. */
export function stepState(step: BuildStep, phase: PhaseState): StepState {
  if (step.error !== undefined) return 'failed'
  if (step.cached) return 'cached'
  if (step.endedAt) return 'done'
  if (!step.startedAt) return 'waiting'
  return phase === 'running' ? 'running' : 'stopped'
}

/** `[2/5] RUN …`, `[stage 2/5] RUN …` */
const instruction = /^\[(?:(\S+) )?(\d+)\/\d+\]/

/** As the Dockerfile has them: what the builder does before, the instructions of each stage in order, what it does at the end. */
export function inOrder(steps: readonly BuildStep[]): BuildStep[] {
  const stages = [...new Set(steps.flatMap(({ name }) => instruction.exec(name)?.[1] ?? ''))]
  const rank = ({ name }: BuildStep): [number, number, number] => {
    const [, stage = '', number] = instruction.exec(name) ?? []
    if (number !== undefined) return [1, stages.indexOf(stage), Number(number)]
    return [/^(exporting|writing|naming) /.test(name) ? 2 : 0, 0, 0]
  }
  return [...steps].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)]
    return left[0] - right[0] || left[1] - right[1] || left[2] - right[2]
  })
}

/**
 * The steps of an image build below its phase: each with state, time and whether the cache had it, the newest log line under the
 * running one, the builder's words and the line under the failed one. Folded once the build is done.
 */
export function BuildSteps(props: {
  steps: readonly BuildStep[]
  phase: PhaseState
  liveLine: string | undefined
  dockerfile?: string | undefined
}) {
  const t = useTranslations('overview.steps')
  const { phase, liveLine, dockerfile } = props
  const steps = inOrder(props.steps)
  // The newest running one: others may run beside it, the line is of the build as a whole.
  const running = steps.findLast((step) => stepState(step, phase) === 'running')
  const list = (
    <ol aria-label={t('label')} className="mt-1.5 grid gap-px rounded-control bg-sunken px-2.5 py-1.5">
      {steps.map((step, index) => (
        <StepRow
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added; two may have the same name
          key={`${index}-${step.name}`}
          step={step}
          state={stepState(step, phase)}
          liveLine={step === running ? liveLine : undefined}
          dockerfile={dockerfile}
        />
      ))}
    </ol>
  )
  if (phase !== 'succeeded') return list
  const cached = steps.filter((step) => step.cached).length
  return (
    <details className="group mt-0.5">
      <summary className="inline-flex cursor-pointer list-none items-center gap-1 text-ink-3 text-small [&::-webkit-details-marker]:hidden">
        <ChevronRight className="size-3.5! transition-transform group-open:rotate-90" aria-hidden />
        {t('summary', { count: steps.length, cached })}
      </summary>
      {list}
    </details>
  )
}

function StepRow({
  step,
  state,
  liveLine,
  dockerfile,
}: {
  step: BuildStep
  state: StepState
  liveLine: string | undefined
  dockerfile: string | undefined
}) {
  const t = useTranslations('overview.steps')
  const failed = state === 'failed'
  return (
    <li className="grid grid-cols-[18px_minmax(0,1fr)_auto] items-start text-small" aria-current={state === 'running' ? 'step' : undefined}>
      <Mark state={state} />
      <div className="min-w-0">
        <p className={cx('font-mono [overflow-wrap:anywhere]', state === 'waiting' && 'text-ink-3', failed && 'font-[560] text-failure')}>
          {step.name}
          <span className="sr-only"> {t(state)}</span>
          {state === 'cached' ? (
            <span className="ml-1.5 rounded-full border px-1.5 font-sans text-[0.75rem] text-ink-3">{t('cached')}</span>
          ) : null}
          {failed && step.line !== undefined ? (
            <span className="ml-1.5 whitespace-nowrap rounded-full bg-failure-soft px-1.5 font-sans text-[0.75rem] text-failure">
              {t('line', { file: dockerfile ?? 'Dockerfile', line: step.line })}
            </span>
          ) : null}
        </p>
        {liveLine ? (
          <p className="truncate font-mono text-ink-2" title={liveLine}>
            {liveLine}
          </p>
        ) : null}
        {failed ? <p className="text-failure [overflow-wrap:anywhere]">{step.error}</p> : null}
      </div>
      <StepTime step={step} state={state} />
    </li>
  )
}

function StepTime({ step, state }: { step: BuildStep; state: StepState }) {
  const look = cx('num whitespace-nowrap pl-3', state === 'running' ? 'text-progress' : 'text-ink-3')
  if (!step.startedAt || state === 'cached' || state === 'waiting') return <span />
  if (state === 'running') return <Duration since={step.startedAt} className={look} />
  if (!step.endedAt) return <span />
  return <Duration ms={Math.max(0, Date.parse(step.endedAt) - Date.parse(step.startedAt))} className={look} />
}

function Mark({ state }: { state: StepState }) {
  const place = 'mt-[3px] size-3! stroke-3!'
  switch (state) {
    case 'failed':
      return <X className={cx(place, 'text-failure-icon')} aria-hidden />
    case 'done':
    case 'cached':
      return <Check className={cx(place, state === 'done' ? 'text-success-icon' : 'text-ink-3')} aria-hidden />
    case 'running':
      return <span aria-hidden className="mt-[4px] size-2.5 animate-spin rounded-full border-2 border-progress-icon border-r-transparent" />
    default:
      return <span aria-hidden className="mt-[5px] ml-0.5 size-2 rounded-full border border-line-strong" />
  }
}
