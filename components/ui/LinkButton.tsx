import Link from 'next/link'
import type { ReactNode } from 'react'
import { type ButtonSize, type ButtonVariant, buttonClass } from '@/components/ui/button-style'

/** A link that looks like a button: for navigation, so that it opens in a new tab as any link. */
export function LinkButton(props: {
  href: string
  children: ReactNode
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: ReactNode
  className?: string
}) {
  const { href, children, icon, ...look } = props
  return (
    <Link href={href} className={buttonClass(look)}>
      {icon}
      {children}
    </Link>
  )
}
