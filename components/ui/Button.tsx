'use client'

import { LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { type ButtonSize, type ButtonVariant, buttonClass } from '@/components/ui/button-style'
import { Tooltip } from '@/components/ui/Tooltip'

export interface ButtonProps {
  children: ReactNode
  variant?: ButtonVariant
  size?: ButtonSize
  /** A lucide element, 16 px, before the text. */
  icon?: ReactNode
  onPress?: () => void
  type?: 'button' | 'submit' | 'reset'
  form?: string
  /** Shows a spinner, keeps the focus and ignores further presses. */
  isPending?: boolean
  isDisabled?: boolean
  /** Why the button cannot be used now: it stays focusable, does nothing and shows the reason as a tooltip. */
  disabledReason?: string | undefined
  autoFocus?: boolean
  className?: string
  'aria-label'?: string
  'aria-describedby'?: string
  'aria-expanded'?: boolean
  'aria-controls'?: string
}

/** The one button. The text says what happens; one `primary` per view. */
export function Button(props: ButtonProps) {
  const { children, variant, size, icon, onPress, isPending = false, disabledReason, className, type = 'button', ...rest } = props
  const blocked = disabledReason !== undefined
  const button = (
    <AriaButton
      {...rest}
      type={blocked ? 'button' : type}
      isPending={isPending}
      {...(onPress && !blocked ? { onPress } : {})}
      {...(blocked ? { 'aria-disabled': true } : {})}
      className={buttonClass({ ...(variant ? { variant } : {}), ...(size ? { size } : {}), ...(className ? { className } : {}) })}
    >
      {isPending ? <LoaderCircle className="animate-spin" aria-hidden /> : icon}
      {children}
    </AriaButton>
  )
  return blocked ? <Tooltip content={disabledReason}>{button}</Tooltip> : button
}
