'use client'

import { Check, CircleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type Step, steps } from '@/components/endpoints/create/draft'
import { cx } from '@/components/ui/class-names'

/** The steps with their state: done, current, with errors, locked. Left of the form, on top of it on narrow screens. */
export function StepList(props: {
  current: Step
  /** Steps that were shown and left. */
  visited: ReadonlySet<Step>
  withErrors: ReadonlySet<Step>
  /** First step that may not be entered yet is after this one. */
  reachable: ReadonlySet<Step>
  onGo: (step: Step) => void
}) {
  const t = useTranslations('endpoints.create.steps')
  return (
    <nav aria-label={t('label')} className="painted-apart min-w-0">
      <ol className="flex gap-0.5 overflow-x-auto lg:flex-col">
        {steps.map((step, index) => {
          const isCurrent = step === props.current
          const hasError = props.withErrors.has(step)
          const isDone = props.visited.has(step) && !hasError && !isCurrent
          const isLocked = !props.reachable.has(step)
          return (
            <li key={step}>
              <button
                type="button"
                {...(isCurrent ? { 'aria-current': 'step' as const } : {})}
                {...(isLocked ? { 'aria-disabled': true } : {})}
                title={isLocked ? t('locked') : undefined}
                onClick={() => {
                  if (!isLocked) props.onGo(step)
                }}
                className={cx(
                  'relative flex h-8 w-full items-center gap-2.5 whitespace-nowrap rounded-control px-2 text-left transition-colors duration-[120ms]',
                  isCurrent ? 'bg-hover font-[560] text-ink' : 'text-ink-2',
                  isLocked ? 'opacity-60' : 'hover:bg-hover',
                )}
              >
                <span
                  aria-hidden
                  className={cx(
                    'num flex size-4.5 shrink-0 items-center justify-center rounded-full border-[1.5px] text-[0.6875rem]',
                    isDone
                      ? 'border-success-icon bg-success-icon text-raised'
                      : hasError
                        ? 'border-failure-icon text-failure'
                        : 'border-line-control',
                  )}
                >
                  {isDone ? <Check className="size-3! stroke-3!" /> : hasError ? <CircleAlert className="size-3!" /> : index + 1}
                </span>
                <span className={isCurrent ? '' : 'max-lg:sr-only'}>{t(step)}</span>
                {isDone ? <span className="sr-only">, {t('done')}</span> : null}
                {hasError ? <span className="sr-only">, {t('error')}</span> : null}
                {isLocked ? <span className="sr-only">, {t('locked')}</span> : null}
              </button>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
