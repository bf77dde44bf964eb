'use client'

import type { RefObject } from 'react'
import { Menu as AriaMenu, MenuItem, Popover, Separator, Text } from 'react-aria-components'
import { cx } from '@/components/ui/class-names'
import type { MenuEntry } from '@/components/ui/Menu'

/** What opens below the button of a Menu: loaded on demand, it is the larger part of it. */
export function MenuPopup(props: {
  id: string
  label: string
  sections: readonly (readonly MenuEntry[])[]
  placement: 'bottom start' | 'bottom end'
  trigger: RefObject<HTMLButtonElement | null>
  isOpen: boolean
  /** Where the focus goes: an end of the list, or the menu itself (true) after a pointer opened it. */
  focusOn: 'first' | 'last' | true
  onClose: () => void
}) {
  const { id, label, sections, placement, trigger, isOpen, focusOn, onClose } = props
  return (
    <Popover
      triggerRef={trigger}
      trigger="MenuTrigger"
      aria-label={label}
      isOpen={isOpen}
      onOpenChange={(open) => (open ? undefined : onClose())}
      placement={placement}
      offset={4}
      className="overlay min-w-44 p-1"
    >
      <AriaMenu id={id} aria-label={label} autoFocus={focusOn} onClose={onClose} className="outline-none">
        {sections.flatMap((entries, index) => [
          ...(index > 0 ? [<Separator key={`line-${entries[0]?.id ?? index}`} className="mx-1 my-1 h-px bg-line" />] : []),
          ...entries.map((entry) => <Entry key={entry.id} entry={entry} />),
        ])}
      </AriaMenu>
    </Popover>
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
