import { useFormatter, useTranslations } from 'next-intl'
import type { Assertion } from '@/lib/contract/example'

const shortLength = 80

/** One assertion in words. */
export function useAssertionText(): (assertion: Assertion) => string {
  const t = useTranslations('test')
  const format = useFormatter()
  const short = (value: unknown) => {
    const text = JSON.stringify(value)
    return text.length > shortLength ? `${text.slice(0, shortLength)}…` : text
  }
  return (assertion) => {
    switch (assertion.kind) {
      case 'status':
        return t('assertion.status', { status: String(assertion.equals) })
      case 'equals':
        return t('assertion.equals', { path: assertion.path, value: short(assertion.value) })
      case 'within':
        return t('assertion.within', { path: assertion.path, value: short(assertion.value), tolerance: String(assertion.tolerance) })
      case 'contains':
        return t('assertion.contains', { text: assertion.text })
      case 'latency':
        return t('assertion.latency', { ms: format.number(assertion.maxMs) })
      default:
        return assertion satisfies never
    }
  }
}
