'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { AddCompute } from '@/components/settings/AddCompute'
import { Tag } from '@/components/ui/Badge'
import { RadioCards } from '@/components/ui/RadioCards'
import { Select } from '@/components/ui/Select'
import type { Result } from '@/lib/problems/problem'

export type AddComputeCall = (input: { name: string }) => Promise<Result<string[]>>

/** Managed or Kubernetes, with what the choice means; a compute of Kubernetes is chosen or registered here. */
export function KindField(props: {
  /** Undefined: managed. Empty: Kubernetes, none chosen yet. */
  compute: string | undefined
  computes: readonly string[]
  add: AddComputeCall
  error: string | undefined
  onChange: (compute: string | undefined) => void
}) {
  const t = useTranslations('endpoints.create.kind')
  const [names, setNames] = useState(props.computes)
  // What a file names may not be there yet: registered by the press that is offered, and refused without.
  const missing = props.compute !== undefined && !names.some((name) => name === props.compute) ? props.compute : ''
  const known = missing === '' ? names : [missing, ...names]
  return (
    <div className="grid grid-cols-1 gap-4">
      <RadioCards
        label={t('label')}
        value={props.compute === undefined ? 'managed' : 'kubernetes'}
        onChange={(kind) => props.onChange(kind === 'managed' ? undefined : (names[0] ?? ''))}
        options={[
          { value: 'managed', title: t('managed'), description: t('managedText') },
          { value: 'kubernetes', title: t('kubernetes'), description: t('kubernetesText'), badge: <Tag>{t('simulated')}</Tag> },
        ]}
      />
      {props.compute === undefined ? null : (
        <>
          {known.length > 0 ? (
            <Select
              label={t('compute')}
              isRequired
              mono
              options={known.map((name) => ({ value: name, label: name }))}
              value={props.compute === '' ? undefined : props.compute}
              onChange={props.onChange}
              placeholder={t('choose')}
              error={props.error ?? (missing === '' ? undefined : t('notHere', { name: missing }))}
            />
          ) : (
            <p className={props.error ? 'text-failure text-small' : 'text-ink-2 text-small'}>{props.error ?? t('noneYet')}</p>
          )}
          <AddCompute
            key={missing}
            suggested={missing}
            add={props.add}
            onAdded={(all, name) => {
              setNames(all)
              props.onChange(all.find((one) => one.toLowerCase() === name.toLowerCase()) ?? name)
            }}
          />
        </>
      )}
    </div>
  )
}
