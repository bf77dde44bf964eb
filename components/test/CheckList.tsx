'use client'

import { CircleCheck, CircleX } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useAssertionText } from '@/components/test/assertion-text'
import type { AssertionResult } from '@/lib/contract/example'

/** What became of an example's assertions, each with what was found. */
export function CheckList({ checks }: { checks: readonly AssertionResult[] }) {
  const t = useTranslations('test')
  const assertionText = useAssertionText()
  const failed = checks.filter(({ passed }) => !passed).length
  return (
    <section aria-label={t('assertions')} className="border-b px-4 py-2.5">
      <p className="mb-1 text-ink-3 text-small">
        {failed === 0 ? t('allHold', { count: checks.length }) : t('someFail', { failed, count: checks.length })}
      </p>
      <ul className="flex flex-col gap-0.5 text-small">
        {checks.map((check, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: assertions stand in their order
          <li key={index} className="flex items-start gap-2">
            {check.passed ? (
              <CircleCheck className="mt-0.5 size-4 shrink-0 text-success-icon" role="img" aria-label={t('holds')} />
            ) : (
              <CircleX className="mt-0.5 size-4 shrink-0 text-failure-icon" role="img" aria-label={t('fails')} />
            )}
            <span className="min-w-0 [overflow-wrap:anywhere]">
              {assertionText(check.assertion)}
              {check.passed ? null : <span className="block text-failure">{t('found.actual', { actual: check.actual })}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
