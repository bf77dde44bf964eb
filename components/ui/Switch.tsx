'use client'

import type { ReactNode } from 'react'
import { Switch as AriaSwitch } from 'react-aria-components'

/** On or off, taking effect at once (a Checkbox waits for a button). */
export function Switch(props: { children: ReactNode; isSelected: boolean; onChange: (isSelected: boolean) => void; isDisabled?: boolean }) {
  const { children, ...rest } = props
  return (
    <AriaSwitch {...rest} className="group inline-flex items-center gap-2 data-disabled:opacity-50 data-focus-visible:outline-none">
      <span className="flex h-4.5 w-8 shrink-0 items-center rounded-full border border-line-control bg-sunken px-0.5 transition-colors duration-[120ms] group-data-focus-visible:outline-2 group-data-focus-visible:outline-accent group-data-focus-visible:outline-offset-2 group-data-selected:border-accent group-data-selected:bg-accent">
        <span className="size-3 rounded-full bg-ink-3 transition-transform duration-[120ms] group-data-selected:translate-x-3.5 group-data-selected:bg-accent-ink" />
      </span>
      {children}
    </AriaSwitch>
  )
}
