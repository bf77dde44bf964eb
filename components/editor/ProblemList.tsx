'use client'

import { CircleAlert, Info, TriangleAlert, WandSparkles } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRepairText } from '@/components/editor/use-repair-text'
import { Button } from '@/components/ui/Button'
import { cx } from '@/components/ui/class-names'
import { type Finding, placeOf } from '@/lib/contract/finding'

const icons = {
  error: <CircleAlert className="mt-0.5 shrink-0 text-failure-icon" aria-hidden />,
  warning: <TriangleAlert className="mt-0.5 shrink-0 text-attention-icon" aria-hidden />,
  info: <Info className="mt-0.5 shrink-0 text-ink-3" aria-hidden />,
}
const order = { error: 0, warning: 1, info: 2 } as const

/** Errors first, then by place. */
export const inReadingOrder = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort(
    (a, b) =>
      order[a.severity] - order[b.severity] ||
      (a.file ?? '').localeCompare(b.file ?? '') ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  )

/**
 * What the checks found, errors first: a press goes to the place, one click repairs. `message` and `fix` are shown as they are
 * (translate with `useFindingText` before).
 */
export function ProblemList(props: {
  findings: readonly Finding[]
  onGoTo?: (finding: Finding) => void
  /** Carries out `finding.repairs[index]`; without it no repair is offered. */
  onRepair?: (finding: Finding, index: number) => void
  /** Still checking: the list may change. */
  isChecking?: boolean
  /** Something is still to be written: all is not well, though nothing is wrong. */
  isUnfinished?: boolean
  label?: string
  className?: string
}) {
  const t = useTranslations('editor')
  const sayRepair = useRepairText()
  const { onGoTo, onRepair } = props
  return (
    // relative: words for screen readers alone would else lengthen the page beyond a list that scrolls.
    <ul
      aria-label={props.label ?? t('problems')}
      aria-busy={props.isChecking ?? false}
      className={cx('painted-apart relative text-small', props.className)}
    >
      {/* A note is advice, no problem. */}
      {!props.isUnfinished && props.findings.every(({ severity }) => severity === 'info') ? (
        <li className="px-3 py-1.5 text-ink-3">{t(props.isChecking ? 'checking' : 'noProblems')}</li>
      ) : null}
      {inReadingOrder(props.findings).map((finding) => {
        const place = placeOf(finding)
        const words = (
          <>
            <span className="sr-only">{t(finding.severity)} </span>
            {place ? (
              <span className="num text-ink-3" title={finding.file}>
                {place} ·{' '}
              </span>
            ) : null}
            {finding.message}
            {finding.fix ? <span className="text-ink-2"> {finding.fix}</span> : null}
          </>
        )
        return (
          <li
            key={`${finding.rule}-${finding.file ?? ''}-${finding.path.join('.')}-${finding.line ?? 0}-${finding.message}`}
            className="flex flex-wrap items-start gap-x-2 gap-y-1 px-3 py-1"
          >
            {icons[finding.severity]}
            {onGoTo && finding.line !== undefined ? (
              <button
                type="button"
                onClick={() => onGoTo(finding)}
                className="min-w-52 flex-1 cursor-pointer break-words rounded-sm py-0.5 text-left hover:underline"
              >
                {words}
              </button>
            ) : (
              <span className="min-w-52 flex-1 break-words py-0.5">{words}</span>
            )}
            {finding.rule === 'yaml-syntax' && finding.values?.reason ? (
              <details className="w-full pl-6 text-ink-3">
                <summary className="w-fit cursor-pointer rounded-sm">{t('readerWords')}</summary>
                <code lang="en">{finding.values.reason}</code>
              </details>
            ) : null}
            {onRepair
              ? finding.repairs?.map((repair, index) => (
                  <Button
                    key={repair.label}
                    size="sm"
                    className="h-auto! min-h-7 max-w-full shrink! whitespace-normal! py-0.5 text-left [overflow-wrap:anywhere] max-md:ml-6"
                    icon={<WandSparkles aria-hidden />}
                    onPress={() => onRepair(finding, index)}
                  >
                    {sayRepair(repair)}
                  </Button>
                ))
              : null}
          </li>
        )
      })}
    </ul>
  )
}
