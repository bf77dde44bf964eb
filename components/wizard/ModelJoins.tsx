'use client'

import { CircleCheck, CircleHelp, TriangleAlert, WandSparkles } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/Button'
import type { ModelJoin } from '@/lib/contract/checks'
import { type Finding, shortPath } from '@/lib/contract/finding'

export interface JoinsProps {
  joins: readonly ModelJoin[]
  /** Of the script: a wrong join is mended by the repair of its finding. */
  findings: readonly Finding[]
  onRepair?: ((finding: Finding, index: number) => void) | undefined
}

const icons = {
  found: <CircleCheck className="mt-0.5 shrink-0 text-success-icon" aria-hidden />,
  missing: <TriangleAlert className="mt-0.5 shrink-0 text-attention-icon" aria-hidden />,
  unknown: <CircleHelp className="mt-0.5 shrink-0 text-ink-3" aria-hidden />,
}

const stateOf = ({ kind, isUnknown, isOptional }: ModelJoin) =>
  kind !== undefined ? 'found' : isUnknown || isOptional ? 'unknown' : 'missing'

/** The joins of score.py to AZUREML_MODEL_DIR, beside the tree they lead into: found, missing with the nearest match, or not to be said. */
export function ModelJoins({ joins, findings, onRepair }: JoinsProps) {
  const t = useTranslations('scoring.joins')
  const findingOf = (join: ModelJoin) =>
    findings.find(
      ({ rule, file, line, repairs }) => rule.startsWith('script-model-path') && file === join.file && line === join.line && repairs,
    )
  return (
    <section aria-label={t('title')} className="min-w-64 flex-1">
      <h3 className="mb-1 font-[560] text-small">{t('title')}</h3>
      <ul className="grid gap-2 text-small">
        {joins.map((join) => {
          const state = stateOf(join)
          const finding = state === 'missing' ? findingOf(join) : undefined
          return (
            <li key={`${join.file}:${join.line}:${join.path}`} className="flex items-start gap-2">
              {icons[state]}
              <div className="min-w-0 flex-1">
                <p className="flex flex-wrap items-baseline justify-between gap-x-3">
                  <code className="[overflow-wrap:anywhere]">{join.path === '' ? 'AZUREML_MODEL_DIR' : join.path}</code>
                  <span className="num text-ink-3">{`${shortPath(join.file)}:${join.line}`}</span>
                </p>
                {state === 'found' ? (
                  <span className="sr-only">{t('found')}</span>
                ) : (
                  <p className="text-ink-2">
                    {state === 'missing'
                      ? join.nearest === undefined
                        ? t('missing')
                        : t('nearest', { path: join.nearest })
                      : t(join.isOptional ? 'optional' : 'unknown')}
                  </p>
                )}
                {finding && onRepair ? (
                  <Button size="sm" icon={<WandSparkles aria-hidden />} onPress={() => onRepair(finding, 0)}>
                    {t('write')}
                  </Button>
                ) : null}
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
