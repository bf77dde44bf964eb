'use client'

import { Check, CircleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { cx } from '@/components/ui/class-names'
import { errorsOfStep, type WizardStep } from '@/components/wizard/steps'
import type { Finding } from '@/lib/contract/finding'

/** The steps of a deployment with their state: done, current, with errors, locked. */
export function StepList(props: {
  steps: readonly WizardStep[]
  current: WizardStep
  reached: number
  findings: readonly Finding[]
  onGo: (step: WizardStep) => void
}) {
  const t = useTranslations('wizard')
  return (
    <nav aria-label={t('steps')} className="painted-apart">
      <ol className="flex flex-wrap gap-1 lg:flex-col">
        {props.steps.map((step, index) => {
          const failed = step !== 'review' && errorsOfStep(props.findings, step).length > 0
          const done = index < props.reached && !failed
          const locked = index > props.reached
          return (
            <li key={step}>
              <button
                type="button"
                aria-current={step === props.current ? 'step' : undefined}
                aria-disabled={locked}
                title={locked ? t('stepLocked') : undefined}
                onClick={() => (locked ? undefined : props.onGo(step))}
                className={cx(
                  'flex w-full items-center gap-2 rounded-control px-2 py-1.5 text-left',
                  step === props.current ? 'bg-hover font-[620]' : 'text-ink-2',
                  locked ? 'cursor-not-allowed text-ink-3' : 'hover:bg-hover',
                )}
              >
                <span
                  className={cx(
                    'num flex size-5 shrink-0 items-center justify-center rounded-full border text-small',
                    done && 'border-success-icon bg-success-soft',
                  )}
                >
                  {failed ? (
                    <CircleAlert className="size-3.5! text-failure-icon" aria-label={t('stepError')} />
                  ) : done ? (
                    <Check className="size-3.5! text-success-icon" aria-label={t('stepDone')} />
                  ) : (
                    index + 1
                  )}
                </span>
                {t(`step_${step}`)}
              </button>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
