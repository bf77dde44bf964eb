'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { DeploymentForm } from '@/components/projects/DeploymentForm'
import { EndpointForm } from '@/components/projects/EndpointForm'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import type { Finding } from '@/lib/contract/finding'
import type { ProjectDocument } from '@/lib/contract/project'
import { parseEditable } from '@/lib/domain/yaml-edit/parse-editable'

export interface FormProps {
  folder: string
  document: ProjectDocument
  text: string
  findings: readonly Finding[]
  isReadOnly: boolean
  onEdit: (text: string) => void
  onSave: () => void
  onText: () => void
}

/** The same file as a form: every edit is the smallest edit of the text. While the text does not parse the form waits. */
export function FileForm(props: FormProps) {
  const t = useTranslations('projects')
  const parsed = useMemo(() => parseEditable(props.text), [props.text])
  const fault = parsed.errors[0]
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+S saves from every field in it
    <div
      className="mx-auto max-w-3xl p-4"
      onKeyDown={(event) => {
        if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        props.onSave()
      }}
    >
      {fault ? (
        <Notice
          tone="failure"
          live
          className="mb-4"
          title={t('form.invalid', { line: fault.linePos?.[0].line ?? 1 })}
          actions={
            <Button size="sm" onPress={props.onText}>
              {t('toText')}
            </Button>
          }
        >
          {t('form.invalidText')}
        </Notice>
      ) : null}
      {props.document.kind === 'deployment' ? <DeploymentForm {...props} parsed={parsed} /> : <EndpointForm {...props} parsed={parsed} />}
    </div>
  )
}
