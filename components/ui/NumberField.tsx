'use client'

import { ChevronDown, ChevronUp } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { NumberField as AriaNumberField, Button, Group, Input } from 'react-aria-components'
import { cx } from '@/components/ui/class-names'
import { FieldFrame, type FieldTexts } from '@/components/ui/FieldFrame'
import { useHydrated } from '@/components/ui/hydrated'

/** A number in the reader's notation. `value` NaN = empty. Typing out of range is refused in place when the field is left. */
export function NumberField(
  props: FieldTexts & {
    value: number
    onChange: (value: number) => void
    onBlur?: () => void
    name?: string
    minValue?: number
    maxValue?: number
    step?: number
    /** Shown inside the box after the number: `ms`, `%`. */
    unit?: string
    /** A number that names something (a port) is written without separators. */
    formatOptions?: Intl.NumberFormatOptions
    isDisabled?: boolean
    /** 28 px for tables and traffic rows. */
    size?: 'md' | 'sm'
    className?: string
  },
) {
  const t = useTranslations('ui')
  const hydrated = useHydrated()
  const { label, hideLabel, description, error, isRequired, unit, size = 'md', className, ...field } = props
  const texts = { label, hideLabel: hideLabel ?? false, description, error, isRequired: isRequired ?? false }
  const step = 'flex h-1/2 w-6 items-center justify-center text-ink-3 hover:bg-hover hover:text-ink disabled:opacity-40'
  return (
    <AriaNumberField
      {...field}
      isReadOnly={!hydrated}
      isRequired={isRequired ?? false}
      validationBehavior="aria"
      isInvalid={Boolean(error)}
      className={cx('min-w-0', className)}
    >
      <FieldFrame {...texts}>
        <Group
          className={cx(
            'field-box flex items-center overflow-hidden',
            size === 'sm' && 'h-7!',
            error ? 'border-failure-icon' : '',
            field.isDisabled && 'opacity-60',
          )}
        >
          <Input className="num h-full w-full min-w-0 bg-transparent px-2.5 text-right" />
          {unit ? <span className="pr-2 text-ink-3">{unit}</span> : null}
          <span className="flex h-full flex-col border-l">
            <Button slot="increment" aria-label={t('increase')} className={step}>
              <ChevronUp className="size-3!" />
            </Button>
            <Button slot="decrement" aria-label={t('decrease')} className={step}>
              <ChevronDown className="size-3!" />
            </Button>
          </span>
        </Group>
      </FieldFrame>
    </AriaNumberField>
  )
}
