'use client'

import { Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { TagRow } from '@/components/endpoints/create/draft'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { TextField } from '@/components/ui/TextField'
import { newClientRequestId } from '@/lib/queries/client-request-id'

/** Rows of name and value; empty rows are not sent. */
export function TagsStep(props: {
  tags: readonly TagRow[]
  onChange: (tags: TagRow[]) => void
  errorOf: (id: string) => string | undefined
  onLeft: () => void
  keyRef: (id: string) => (element: HTMLInputElement | null) => void
}) {
  const t = useTranslations('endpoints.create.tags')
  const change = (id: string, changes: Partial<TagRow>) =>
    props.onChange(props.tags.map((row) => (row.id === id ? { ...row, ...changes } : row)))
  return (
    <div className="grid grid-cols-1 gap-4">
      <p className="text-ink-2">{t('intro')}</p>
      {props.tags.map((row) => (
        <div key={row.id} className="flex items-start gap-2">
          <TextField
            label={t('key')}
            value={row.key}
            onChange={(key) => change(row.id, { key })}
            onBlur={props.onLeft}
            error={props.errorOf(row.id)}
            autoComplete="off"
            inputRef={props.keyRef(row.id)}
            className="flex-1"
          />
          <TextField
            label={t('value')}
            value={row.value}
            onChange={(value) => change(row.id, { value })}
            onBlur={props.onLeft}
            autoComplete="off"
            className="flex-1"
          />
          <IconButton
            label={row.key ? t('remove', { key: row.key }) : t('removeEmpty')}
            onPress={() => props.onChange(props.tags.filter((other) => other.id !== row.id))}
            className="mt-6"
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      <div>
        <Button
          icon={<Plus aria-hidden />}
          onPress={() => props.onChange([...props.tags, { id: newClientRequestId(), key: '', value: '' }])}
        >
          {t('add')}
        </Button>
      </div>
    </div>
  )
}
