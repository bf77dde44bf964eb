'use client'

import { Ellipsis } from 'lucide-react'
import dynamic from 'next/dynamic'
import { type ReactNode, useId, useRef, useState } from 'react'
import { Button } from 'react-aria-components'
import { type ButtonSize, type ButtonVariant, buttonClass } from '@/components/ui/button-style'
import { useOnceOpen } from '@/components/ui/once-open'

// Loaded when a menu is about to be opened: every page has menus, few visits open one.
const loadPopup = () => import('@/components/ui/MenuPopup')
const MenuPopup = dynamic(() => loadPopup().then((module) => module.MenuPopup), { ssr: false })
// A failure of the load ahead is found again, and shown, by the opening itself.
const loadAhead = () => void loadPopup().catch(() => undefined)

export interface MenuEntry {
  id: string
  label: string
  description?: string
  icon?: ReactNode
  /** A real link (opens in a new tab as any link); else `onAction`. */
  href?: string
  onAction?: () => void
  isDanger?: boolean
  isDisabled?: boolean
  /** Shown with a tick: menus of choices. */
  isChosen?: boolean
}

/** A button with a menu. Without `children` the button is the row's "…". Sections are separated by a line; destructive entries last. */
export function Menu(props: {
  /** Accessible name of the button and the menu. */
  label: string
  sections: readonly (readonly MenuEntry[])[]
  children?: ReactNode
  variant?: ButtonVariant
  size?: ButtonSize
  className?: string
  placement?: 'bottom start' | 'bottom end'
}) {
  const { label, sections, children, variant = 'quiet', size = 'md', className, placement = 'bottom end' } = props
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [focusOn, setFocusOn] = useState<'first' | 'last' | true>(true)
  const isMounted = useOnceOpen(isOpen)
  const open = (on: 'first' | 'last' | true) => {
    setFocusOn(on)
    setOpen(true)
  }
  return (
    <>
      <Button
        ref={button}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        {...(isOpen ? { 'aria-controls': id } : {})}
        className={buttonClass({ variant, size, iconOnly: !children, ...(className ? { className } : {}) })}
        onHoverStart={loadAhead}
        onFocus={loadAhead}
        // As menus of the system do: a mouse opens when it goes down, a finger or key when it comes up.
        onPressStart={({ pointerType }) => {
          if (pointerType === 'mouse' || pointerType === 'pen') open(true)
          if (pointerType === 'virtual') open('first')
        }}
        onPress={({ pointerType }) => {
          if (pointerType === 'touch') open(true)
          if (pointerType === 'keyboard') open('first')
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return event.continuePropagation()
          event.preventDefault()
          open(event.key === 'ArrowDown' ? 'first' : 'last')
        }}
      >
        {children ?? <Ellipsis aria-hidden />}
      </Button>
      {isMounted ? (
        <MenuPopup
          id={id}
          label={label}
          sections={sections}
          placement={placement}
          trigger={button}
          isOpen={isOpen}
          focusOn={focusOn}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}
