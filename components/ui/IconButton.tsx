'use client'

import { LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { type ButtonSize, type ButtonVariant, buttonClass } from '@/components/ui/button-style'
import { Tooltip } from '@/components/ui/Tooltip'

/** A button that is only an icon. `label` is its name for everybody: accessible name and tooltip. */
export function IconButton(props: {
  label: string
  /** A lucide element. */
  children: ReactNode
  onPress?: () => void
  variant?: ButtonVariant
  size?: ButtonSize
  isPending?: boolean
  isDisabled?: boolean
  /** Makes it a toggle. */
  isPressed?: boolean
  className?: string
}) {
  const { label, children, onPress, variant = 'quiet', size = 'md', isPending = false, isDisabled = false, isPressed, className } = props
  return (
    <Tooltip content={label}>
      <AriaButton
        aria-label={label}
        {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
        isDisabled={isDisabled}
        isPending={isPending}
        {...(onPress ? { onPress } : {})}
        className={buttonClass({ variant, size, iconOnly: true, ...(className ? { className } : {}) })}
      >
        {isPending ? <LoaderCircle className="animate-spin" aria-hidden /> : children}
      </AriaButton>
    </Tooltip>
  )
}
