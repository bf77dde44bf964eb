'use client'

import { useLocale, useTranslations } from 'next-intl'
import type { Finding } from '@/lib/contract/finding'
import en from '@/messages/en/rules.json'

type RuleId = keyof typeof en
const isKnown = (rule: string): rule is RuleId => Object.hasOwn(en, rule)

/**
 * The sentence a person reads. English is the language of the checks and the most exact (it holds the values); other languages say
 * the rule in their own words. A rule without words of its own is quoted as it is.
 */
export function useFindingText(): (finding: Finding) => string {
  const locale = useLocale()
  const t = useTranslations('rules')
  return (finding) => {
    const exact = finding.fix ? `${finding.message} ${finding.fix}` : finding.message
    if (locale === 'en' || !isKnown(finding.rule)) return exact
    return t(finding.rule, { ...finding.values, field: finding.path.join('.') || 'YAML' })
  }
}
