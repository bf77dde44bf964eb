'use client'

import { Check, ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { Select as AriaSelect, Button, ListBox, ListBoxItem, Popover, SelectValue, Text } from 'react-aria-components'
import { cx } from '@/components/ui/class-names'
import { FieldFrame, type FieldTexts } from '@/components/ui/FieldFrame'

export interface SelectOption<Value extends string> {
  value: Value
  label: string
  description?: string
  /** A swatch or icon before the label. */
  mark?: ReactNode
  isDisabled?: boolean
}

/** One of a list. `value` undefined shows the placeholder. */
export function Select<Value extends string>(
  props: FieldTexts & {
    options: readonly SelectOption<Value>[]
    value: Value | undefined
    onChange: (value: Value) => void
    onBlur?: () => void
    placeholder?: string
    isDisabled?: boolean
    mono?: boolean
    size?: 'md' | 'sm'
    className?: string
  },
) {
  const {
    label,
    hideLabel,
    description,
    error,
    isRequired,
    options,
    value,
    onChange,
    placeholder,
    mono,
    size = 'md',
    className,
    ...rest
  } = props
  const texts = { label, hideLabel: hideLabel ?? false, description, error, isRequired: isRequired ?? false }
  return (
    <AriaSelect
      {...rest}
      {...(placeholder ? { placeholder } : {})}
      value={value ?? null}
      onChange={(key) => {
        const option = options.find((candidate) => candidate.value === key)
        if (option) onChange(option.value)
      }}
      isRequired={isRequired ?? false}
      validationBehavior="aria"
      isInvalid={Boolean(error)}
      className={cx('min-w-0', className)}
    >
      <FieldFrame {...texts}>
        <Button
          className={cx(
            'field-box flex w-full items-center gap-2 px-2.5 text-left hover:bg-hover disabled:opacity-60',
            size === 'sm' && 'h-7!',
            mono && 'font-mono text-small',
            error ? 'border-failure-icon' : '',
          )}
        >
          <SelectValue className="min-w-0 flex-1 truncate data-placeholder:text-ink-3 [&>svg]:hidden [&_[slot=description]]:hidden" />
          <ChevronDown className="size-3.5! text-ink-3" aria-hidden />
        </Button>
      </FieldFrame>
      <Popover offset={4} className="overlay max-h-80! min-w-(--trigger-width) overflow-auto p-1">
        <ListBox className="outline-none">
          {options.map((option) => (
            <ListBoxItem
              key={option.value}
              id={option.value}
              textValue={option.label}
              isDisabled={option.isDisabled ?? false}
              className="group flex items-start gap-2 rounded-sm px-2 py-1.5 data-disabled:opacity-50 data-focused:bg-hover data-focus-visible:-outline-offset-2"
            >
              <Check className="invisible mt-0.5 size-3.5! text-accent-text group-data-selected:visible" aria-hidden />
              <span className="min-w-0">
                <Text slot="label" className={cx('flex items-center gap-2', mono && 'font-mono text-small')}>
                  {option.mark}
                  {option.label}
                </Text>
                {option.description ? (
                  <Text slot="description" className="block text-ink-3 text-small">
                    {option.description}
                  </Text>
                ) : null}
              </span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}
