'use client'

import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { Checkbox as AriaCheckbox } from 'react-aria-components'

/** A tick with its text; `description` is a second, quieter line. */
export function Checkbox(props: {
  children: ReactNode
  description?: ReactNode
  isSelected: boolean
  onChange: (isSelected: boolean) => void
  isDisabled?: boolean
  name?: string
}) {
  const { children, description, ...rest } = props
  return (
    <AriaCheckbox {...rest} className="group flex items-start gap-2 data-disabled:opacity-50 data-focus-visible:outline-none">
      <span className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-sm border border-line-control bg-raised text-accent-ink transition-colors duration-[120ms] group-data-focus-visible:outline-2 group-data-focus-visible:outline-accent group-data-focus-visible:outline-offset-2 group-data-selected:border-accent group-data-selected:bg-accent">
        <Check className="invisible size-3! stroke-3! group-data-selected:visible" aria-hidden />
      </span>
      <span>
        {children}
        {description ? <span className="block text-ink-3 text-small">{description}</span> : null}
      </span>
    </AriaCheckbox>
  )
}
