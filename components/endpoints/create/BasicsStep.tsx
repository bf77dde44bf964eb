'use client'

import { Dices } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { Ref } from 'react'
import type { Fields } from '@/components/endpoints/create/draft'
import { type AddComputeCall, KindField } from '@/components/endpoints/create/KindField'
import type { Availability } from '@/components/endpoints/create/name-availability'
import { Button } from '@/components/ui/Button'
import { TextArea } from '@/components/ui/TextArea'
import { TextField } from '@/components/ui/TextField'

/** Name with live rule and availability, description, and the address that follows from the name. */
export function BasicsStep(props: {
  draft: Fields
  onChange: (changes: Partial<Fields>) => void
  onNameLeft: () => void
  onGenerate: () => void
  availability: Availability
  nameError: string | undefined
  nameRef: Ref<HTMLInputElement>
  scoringUri: string | undefined
  computes: readonly string[]
  addCompute: AddComputeCall
  computeError: string | undefined
}) {
  const t = useTranslations('endpoints.create.basics')
  const { draft, availability } = props
  const status = props.nameError ? 'error' : availability === 'checking' ? 'checking' : availability === 'free' ? 'ok' : undefined
  const help = availability === 'free' ? t('nameFree') : availability === 'unknown' ? t('nameUnknown') : t('nameHelp')
  return (
    <div className="grid grid-cols-1 gap-5">
      <div className="flex flex-wrap items-start gap-2">
        <TextField
          label={t('name')}
          isRequired
          mono
          name="name"
          autoComplete="off"
          value={draft.name}
          onChange={(name) => props.onChange({ name })}
          // A button acts on its own: it asks for the name where it needs one, and a leaving person is not told of it.
          onBlur={({ relatedTarget }) => {
            if (draft.name !== '' || !(relatedTarget instanceof HTMLElement && relatedTarget.closest('button, a'))) props.onNameLeft()
          }}
          inputRef={props.nameRef}
          error={props.nameError}
          description={<span aria-live="polite">{help}</span>}
          status={status}
          className="min-w-60 flex-1"
        />
        <Button icon={<Dices aria-hidden />} onPress={props.onGenerate} className="sm:mt-6">
          {t('generate')}
        </Button>
      </div>
      <TextArea
        label={t('description')}
        rows={2}
        value={draft.description}
        onChange={(description) => props.onChange({ description })}
        description={t('descriptionHelp')}
      />
      <KindField
        compute={draft.compute}
        computes={props.computes}
        add={props.addCompute}
        error={props.computeError}
        // Kubernetes knows no aad_token.
        onChange={(compute) =>
          props.onChange({ compute, ...(compute !== undefined && draft.authMode === 'aad_token' ? { authMode: 'key' } : {}) })
        }
      />
      <div>
        <p className="mb-1 font-[540]">{t('address')}</p>
        <p className="truncate rounded-control bg-sunken px-2.5 py-1.5 font-mono text-ink-2 text-small">{props.scoringUri ?? '–'}</p>
      </div>
    </div>
  )
}
