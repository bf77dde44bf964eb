'use client'

import { useTranslations } from 'next-intl'
import { keptValues } from '@/components/wizard/kept-values'
import type { WizardStep } from '@/components/wizard/steps'
import type { DeploymentDraft } from '@/components/wizard/use-deployment-draft'

/** What of the file this step has no fields for: counted, by name when opened; nothing when the form shows all. */
export function KeptAsWritten({ draft, step, isKubernetes }: { draft: DeploymentDraft; step: WizardStep; isKubernetes: boolean }) {
  const t = useTranslations('wizard')
  const kept = keptValues(draft.value([]), step, isKubernetes)
  if (kept.length === 0) return null
  return (
    <details className="mt-5 text-small">
      <summary className="cursor-pointer text-ink-2">{t('kept', { count: kept.length })}</summary>
      <p className="mt-1 text-ink-3">{t('keptHelp')}</p>
      <ul className="mt-1 font-mono">
        {kept.map((path) => (
          <li key={path.join('.')} className="break-words">
            {path.join('.')}
          </li>
        ))}
      </ul>
    </details>
  )
}
