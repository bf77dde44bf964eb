'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/Button'
import { TextField } from '@/components/ui/TextField'
import { dataOf } from '@/components/wizard/EditReview'
import type { QuickEditTarget } from '@/lib/domain/yaml-edit/az-update'
import { parseEditable } from '@/lib/domain/yaml-edit/parse-editable'
import { parseQuickEdit } from '@/lib/domain/yaml-edit/quick-edit'
import { editYaml } from '@/lib/domain/yaml-edit/yaml-edit'

/** One line as `az ml … update` takes it, or the whole command, carried out on the text. */
export function QuickEdit({ text, target, onChange }: { text: string; target: QuickEditTarget; onChange: (text: string) => void }) {
  const t = useTranslations('live')
  const [line, setLine] = useState('')
  const [error, setError] = useState<string>()
  const [note, setNote] = useState<string>()
  function run() {
    setNote(undefined)
    if (parseEditable(text).errors.length > 0) {
      setError(t('quick.unparsable'))
      return
    }
    const edit = parseQuickEdit(line, dataOf(text), target)
    if ('fault' in edit) {
      setError(t(`quick.${edit.fault}`, { word: edit.word, name: target.deployment ?? target.endpoint, endpoint: target.endpoint }))
      return
    }
    const { text: next, refused } = editYaml(text, edit.changes)
    if (refused.length > 0) {
      setError(t('quick.refused', { field: refused[0]?.change.path.join('.') ?? '' }))
      return
    }
    setError(undefined)
    setLine('')
    setNote(edit.unused && edit.unused.length > 0 ? t('quick.unused', { options: edit.unused.join(', ') }) : undefined)
    onChange(next)
  }
  return (
    <div className="border-b px-3 py-2">
      <form
        className="flex items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          run()
        }}
      >
        <TextField
          label={t('quick.label')}
          hideLabel
          mono
          value={line}
          onChange={(next) => {
            setLine(next)
            setError(undefined)
            setNote(undefined)
          }}
          placeholder="--set request_settings.request_timeout_ms=8000"
          autoComplete="off"
          className="min-w-0 flex-1"
          {...(error ? { error } : {})}
        />
        <Button type="submit" {...(line.trim() === '' ? { disabledReason: t('quick.empty') } : {})}>
          {t('quick.run')}
        </Button>
      </form>
      <p role="status" className={note ? 'mt-1.5 break-words text-ink-2 text-small' : 'sr-only'}>
        {note}
      </p>
    </div>
  )
}
