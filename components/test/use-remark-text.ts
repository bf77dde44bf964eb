import { useTranslations } from 'next-intl'
import type { BodyRemark } from '@/components/test/check-body'
import { formatPath } from '@/lib/domain/json-path/json-path'

/** A remark about the body in words. */
export function useRemarkText(): (remark: BodyRemark) => string {
  const t = useTranslations('test')
  return (remark) => {
    if (remark.kind === 'fault') {
      const { reason, found } = remark
      return t(`fault.${reason}`, { found: found === '' ? t('found.end') : found === '\n' ? t('found.lineBreak') : found })
    }
    const { finding } = remark
    const path = formatPath(finding.path)
    switch (finding.rule) {
      case 'type':
        return t('finding.type', { path, expected: t(`type.${finding.expected}`), found: finding.found })
      case 'missing':
        return finding.path.length === 0
          ? t('finding.missingInBody', { name: finding.name })
          : t('finding.missing', { path, name: finding.name })
      case 'unknown':
        return t('finding.unknown', { name: finding.name, known: finding.known.join(', ') })
      case 'enum':
        return t('finding.enum', { path, allowed: finding.allowed.join(', ') })
      case 'columns':
        return t('finding.columns', { path, expected: finding.expected, found: finding.found })
      default:
        return finding satisfies never
    }
  }
}
