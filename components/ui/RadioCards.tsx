'use client'

import type { ReactNode } from 'react'
import { Radio, RadioGroup } from 'react-aria-components'
import { cx } from '@/components/ui/class-names'
import { FieldFrame, type FieldTexts } from '@/components/ui/FieldFrame'

export interface RadioCard<Value extends string> {
  value: Value
  title: ReactNode
  description?: ReactNode
  /** Right of the title: a Badge. */
  badge?: ReactNode
  /** Cannot be chosen, and why; the card stays readable. */
  disabledReason?: string | undefined
}

/** A choice of a few with explanation: `cards` stacked, `chips` in a row without descriptions. */
export function RadioCards<Value extends string>(
  props: FieldTexts & {
    options: readonly RadioCard<Value>[]
    value: Value | undefined
    onChange: (value: Value) => void
    layout?: 'cards' | 'chips'
    className?: string
  },
) {
  const { options, value, onChange, layout = 'cards', className, label, hideLabel, description, error, isRequired } = props
  const texts = { label, hideLabel: hideLabel ?? false, description, error, isRequired: isRequired ?? false }
  const chips = layout === 'chips'
  return (
    <RadioGroup
      value={value ?? null}
      onChange={(chosen) => {
        const option = options.find((candidate) => candidate.value === chosen)
        if (option) onChange(option.value)
      }}
      isInvalid={Boolean(error)}
      className={className ?? ''}
    >
      <FieldFrame {...texts}>
        <div className={chips ? 'flex flex-wrap gap-2' : 'grid gap-2'}>
          {options.map((option) => (
            <Radio
              key={option.value}
              value={option.value}
              isDisabled={option.disabledReason !== undefined}
              className={cx(
                'group border transition-colors duration-[120ms]',
                chips
                  ? 'inline-flex h-7 items-center rounded-full bg-raised px-2.5 text-[0.8125rem] text-ink-2 hover:bg-hover data-disabled:opacity-50 data-selected:border-accent data-selected:bg-accent-soft data-selected:text-ink'
                  : 'flex items-start gap-2.5 rounded-control bg-raised px-3 py-2.5 data-[hovered]:border-line-strong data-disabled:bg-transparent data-selected:border-accent data-selected:bg-accent-soft',
              )}
            >
              {chips ? null : (
                <span className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-line-control bg-raised group-data-selected:border-accent">
                  <span className="invisible size-2 rounded-full bg-accent group-data-selected:visible" />
                </span>
              )}
              <span className="min-w-0 flex-1">
                <span className="flex items-center gap-2">
                  <span className={chips ? '' : 'font-[540] group-data-disabled:text-ink-2'}>{option.title}</span>
                  {option.badge}
                </span>
                {chips || !(option.disabledReason ?? option.description) ? null : (
                  <span className="block text-ink-2 text-small">
                    {option.description}
                    {option.disabledReason ? <span className="block text-ink-3">{option.disabledReason}</span> : null}
                  </span>
                )}
              </span>
            </Radio>
          ))}
        </div>
      </FieldFrame>
    </RadioGroup>
  )
}
