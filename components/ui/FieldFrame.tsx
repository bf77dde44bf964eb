'use client'

import { CircleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { FieldError, Label, Text } from 'react-aria-components'

export interface FieldTexts {
  label: string
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean
  /** One sentence of help under the field. */
  description?: ReactNode
  /** What is allowed, with an example; shown instead of the description. */
  error?: ReactNode
  isRequired?: boolean
}

/** Label above, help or error below: the same for every field. Must stand inside a react-aria field. */
export function FieldFrame(props: FieldTexts & { children: ReactNode }) {
  const t = useTranslations('ui')
  return (
    <>
      <Label className={props.hideLabel ? 'sr-only' : 'mb-1 block font-[540]'}>
        {props.label}
        {props.isRequired ? (
          <span aria-hidden className="ml-1.5 font-normal text-ink-3 text-small">
            {t('required')}
          </span>
        ) : null}
      </Label>
      {props.children}
      {props.error ? (
        <FieldError className="mt-1 flex items-start gap-1.5 text-failure text-small">
          <CircleAlert className="mt-px size-3.5!" aria-hidden />
          <span>{props.error}</span>
        </FieldError>
      ) : props.description ? (
        <Text slot="description" className="mt-1 block text-ink-3 text-small">
          {props.description}
        </Text>
      ) : null}
    </>
  )
}
