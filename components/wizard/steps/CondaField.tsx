'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { TextArea } from '@/components/ui/TextArea'
import type { DeploymentDraft } from '@/components/wizard/use-deployment-draft'
import { yamlText } from '@/lib/domain/convert/yaml-text'
import { parseEditable } from '@/lib/domain/yaml-edit/parse-editable'

const path = ['environment', 'conda_file'] as const

/** The conda file written into the deployment itself. Text that does not parse stays here and is not taken over. */
export function CondaField({ draft, error }: { draft: DeploymentDraft; error: React.ReactNode }) {
  const t = useTranslations('wizard')
  const value = draft.value(path)
  const [text, setText] = useState(() => (typeof value === 'object' && value !== null ? yamlText(value) : ''))
  const [fault, setFault] = useState<string>()
  return (
    <TextArea
      label={t('condaInline')}
      description={t('condaInlineHelp')}
      rows={10}
      mono
      spellCheck="false"
      value={text}
      error={fault ?? error}
      isDisabled={draft.isLocked}
      onChange={(next) => {
        setText(next)
        const document = parseEditable(next)
        const failure = document.errors[0]
        setFault(failure ? t('condaSyntax', { line: failure.linePos?.[0].line ?? 1 }) : undefined)
        const parsed: unknown = failure ? undefined : document.toJS()
        if (typeof parsed === 'object' && parsed !== null) draft.set(path, parsed)
      }}
    />
  )
}
