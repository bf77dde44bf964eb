'use client'

import { Check, LoaderCircle, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode, Ref } from 'react'
import { TextField as AriaTextField, Group, Input } from 'react-aria-components'
import { cx } from '@/components/ui/class-names'
import { FieldFrame, type FieldTexts } from '@/components/ui/FieldFrame'
import { useHydrated } from '@/components/ui/hydrated'

export interface TextFieldProps extends FieldTexts {
  value: string
  onChange: (value: string) => void
  onBlur?: (event: { relatedTarget: EventTarget | null }) => void
  name?: string
  type?: 'text' | 'password' | 'search' | 'url'
  placeholder?: string
  autoComplete?: string
  autoFocus?: boolean
  isReadOnly?: boolean
  isDisabled?: boolean
  /** Monospaced: names of files, ids, code. */
  mono?: boolean
  /** Before and after the text, inside the box: an icon, a unit, a small button. */
  prefix?: ReactNode
  suffix?: ReactNode
  /** Id of a `<datalist>` whose entries are proposed while typing. */
  suggestionsId?: string
  /** Of an asynchronous check: spinner, tick or cross inside the field. */
  status?: 'checking' | 'ok' | 'error' | undefined
  inputRef?: Ref<HTMLInputElement>
  onKeyDown?: (event: { key: string; preventDefault: () => void }) => void
  className?: string
}

/** One line of text. Controlled; `error` marks it invalid. */
export function TextField(props: TextFieldProps) {
  const t = useTranslations('ui')
  const hydrated = useHydrated()
  const {
    label,
    hideLabel,
    description,
    error,
    isRequired,
    mono,
    prefix,
    suffix,
    status,
    suggestionsId,
    inputRef,
    placeholder,
    className,
    onKeyDown,
    ...field
  } = props
  const texts = { label, hideLabel: hideLabel ?? false, description, error, isRequired: isRequired ?? false }
  return (
    <AriaTextField
      {...field}
      isReadOnly={field.isReadOnly || !hydrated}
      {...(onKeyDown ? { onKeyDown } : {})}
      isRequired={isRequired ?? false}
      validationBehavior="aria"
      isInvalid={Boolean(error)}
      className={cx('min-w-0', className)}
    >
      <FieldFrame {...texts}>
        <Group className={cx('field-box flex items-center', error ? 'border-failure-icon' : '', field.isDisabled && 'opacity-60')}>
          {prefix ? <span className="pl-2.5 text-ink-3">{prefix}</span> : null}
          <Input
            ref={inputRef}
            {...(suggestionsId ? { list: suggestionsId } : {})}
            placeholder={placeholder}
            className={cx(
              'h-full w-full min-w-0 bg-transparent px-2.5 placeholder:text-ink-3 [&::-webkit-search-cancel-button]:hidden',
              mono && 'font-mono text-small',
            )}
          />
          {status ? (
            <span className="pr-2.5">
              {status === 'checking' ? (
                <LoaderCircle className="animate-spin text-progress-icon" aria-label={t('checking')} />
              ) : status === 'ok' ? (
                <Check className="text-success-icon" aria-hidden />
              ) : (
                <X className="text-failure-icon" aria-hidden />
              )}
            </span>
          ) : null}
          {suffix ? <span className="flex items-center pr-1 text-ink-3">{suffix}</span> : null}
        </Group>
      </FieldFrame>
    </AriaTextField>
  )
}
