'use client'

import { useTranslations } from 'next-intl'
import type { FormProps } from '@/components/projects/FileForm'
import { RadioCards } from '@/components/ui/RadioCards'
import { TextField } from '@/components/ui/TextField'
import { errorAt, textOf, warningAt } from '@/components/wizard/step-props'
import { authModeWords } from '@/lib/contract/yaml/endpoint'
import type { parseEditable } from '@/lib/domain/yaml-edit/parse-editable'
import { valueAt, writeAt } from '@/lib/domain/yaml-edit/yaml-edit'

/** Name, description and authentication of an endpoint file; everything else in it stays as it is written. */
export function EndpointForm(props: FormProps & { parsed: ReturnType<typeof parseEditable> }) {
  const { text, parsed, findings, onEdit } = props
  const t = useTranslations('projects')
  const isLocked = parsed.errors.length > 0 || props.isReadOnly
  const value = (key: string) => (parsed.errors.length > 0 ? '' : textOf(valueAt(parsed, [key])))
  const set = (key: string, next: string) => onEdit(writeAt(text, [key], next === '' ? undefined : next))
  const mode = authModeWords.find((word) => word === value('auth_mode').toLowerCase())
  return (
    <div className="grid gap-5">
      <TextField
        label={t('form.name')}
        value={value('name')}
        onChange={(name) => set('name', name)}
        error={errorAt(findings, ['name'])}
        description={warningAt(findings, ['name'])}
        isDisabled={isLocked}
        isRequired
        mono
      />
      <TextField
        label={t('form.description')}
        value={value('description')}
        onChange={(description) => set('description', description)}
        isDisabled={isLocked}
      />
      <RadioCards
        label={t('form.authMode')}
        value={mode ?? 'key'}
        onChange={(next) => set('auth_mode', next)}
        options={authModeWords.map((word) => ({ value: word, title: word, description: t(`form.auth.${word}`) }))}
      />
      <p className="text-ink-3 text-small">{t('form.rest')}</p>
    </div>
  )
}
