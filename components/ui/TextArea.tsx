'use client'

import type { Ref } from 'react'
import { TextArea as AriaTextArea, TextField as AriaTextField } from 'react-aria-components'
import { cx } from '@/components/ui/class-names'
import { FieldFrame, type FieldTexts } from '@/components/ui/FieldFrame'
import { useHydrated } from '@/components/ui/hydrated'

/** Several lines of text; `mono` for code, YAML and JSON. Enter never submits. */
export function TextArea(
  props: FieldTexts & {
    value: string
    onChange: (value: string) => void
    onBlur?: () => void
    name?: string
    placeholder?: string
    rows?: number
    mono?: boolean
    isReadOnly?: boolean
    isDisabled?: boolean
    spellCheck?: 'true' | 'false'
    areaRef?: Ref<HTMLTextAreaElement>
    onKeyDown?: (event: { key: string; ctrlKey: boolean; metaKey: boolean; preventDefault: () => void }) => void
    className?: string
    areaClassName?: string
  },
) {
  const {
    label,
    hideLabel,
    description,
    error,
    isRequired,
    rows = 4,
    mono,
    areaRef,
    placeholder,
    className,
    areaClassName,
    onKeyDown,
    ...field
  } = props
  const hydrated = useHydrated()
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
        <AriaTextArea
          ref={areaRef}
          rows={rows}
          placeholder={placeholder}
          className={cx(
            'field-box block h-auto! w-full px-2.5 py-1.5 placeholder:text-ink-3',
            error ? 'border-failure-icon' : '',
            mono && 'font-mono text-small',
            areaClassName,
          )}
        />
      </FieldFrame>
    </AriaTextField>
  )
}
