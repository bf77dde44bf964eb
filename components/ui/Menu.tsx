'use client'

import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import { Menu as AriaMenu, Button, MenuItem, MenuTrigger, Popover, Separator, Text } from 'react-aria-components'
import { type ButtonSize, type ButtonVariant, buttonClass } from '@/components/ui/button-style'
import { cx } from '@/components/ui/class-names'

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
  return (
    <MenuTrigger>
      <Button aria-label={label} className={buttonClass({ variant, size, iconOnly: !children, ...(className ? { className } : {}) })}>
        {children ?? <Ellipsis aria-hidden />}
      </Button>
      <Popover placement={placement} offset={4} className="overlay min-w-44 p-1">
        <AriaMenu aria-label={label} className="outline-none">
          {sections.flatMap((entries, index) => [
            ...(index > 0 ? [<Separator key={`line-${entries[0]?.id ?? index}`} className="mx-1 my-1 h-px bg-line" />] : []),
            ...entries.map((entry) => <Entry key={entry.id} entry={entry} />),
          ])}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}

function Entry({ entry }: { entry: MenuEntry }) {
  return (
    <MenuItem
      id={entry.id}
      textValue={entry.label}
      isDisabled={entry.isDisabled ?? false}
      {...(entry.href ? { href: entry.href } : {})}
      {...(entry.onAction ? { onAction: entry.onAction } : {})}
      className={cx(
        'flex items-start gap-2.5 rounded-sm px-2 py-1.5 data-disabled:opacity-50 data-focused:bg-hover data-focus-visible:-outline-offset-2 [&_svg]:mt-0.5',
        entry.isDanger ? 'text-failure data-focused:bg-failure-soft' : '[&_svg]:text-ink-3',
      )}
    >
      {entry.icon}
      <span className="min-w-0 flex-1">
        <Text slot="label" className={entry.isChosen ? 'font-[560]' : ''}>
          {entry.label}
        </Text>
        {entry.description ? (
          <Text slot="description" className="block max-w-72 text-ink-3 text-small">
            {entry.description}
          </Text>
        ) : null}
      </span>
      {entry.isChosen ? <span className="mt-1.5 size-1.5 rounded-full bg-accent" aria-hidden /> : null}
    </MenuItem>
  )
}
