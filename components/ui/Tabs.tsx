'use client'

import Link from 'next/link'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'

export interface TabItem {
  id: string
  label: string
  count?: number
  /** A real link: the tab is a place (endpoint tabs). */
  href?: string
}

const tabClass =
  '-mb-px cursor-pointer whitespace-nowrap rounded-t-sm border-transparent border-b-2 pt-2 pb-2.5 text-ink-2 transition-colors duration-[120ms] hover:text-ink focus-visible:-outline-offset-2 aria-selected:border-accent aria-selected:font-[560] aria-selected:text-ink'

/** What the Tab key can reach. */
const reachable = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex]:not([tabindex="-1"])'

/** The selected tab is not left beside the edge of a narrow window; only the list moves, never the page. */
function intoView(list: HTMLElement | null) {
  const tab = list?.querySelector<HTMLElement>('[aria-selected="true"]')
  if (!list || !tab) return
  const left = tab.getBoundingClientRect().left - list.getBoundingClientRect().left
  if (left < 0) list.scrollLeft += left
  else list.scrollLeft += Math.max(0, left + tab.offsetWidth - list.clientWidth)
}

/** Arrow keys, Home and End move the focus; Enter (as for any link or button) or the space bar then chooses. */
function onListKey(event: KeyboardEvent<HTMLElement>) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')]
  const at = event.target instanceof HTMLElement ? tabs.indexOf(event.target) : -1
  if (at < 0) return
  const to = {
    ArrowRight: tabs[(at + 1) % tabs.length],
    ArrowLeft: tabs.at(at - 1),
    Home: tabs[0],
    End: tabs.at(-1),
    ' ': tabs[at],
  }[event.key]
  if (to === undefined) return
  event.preventDefault()
  if (event.key === ' ') to.click()
  else to.focus()
}

/**
 * A tablist with arrow keys (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/, chosen by hand). `children` is the content of the selected tab.
 * Without `href`, give `onSelect`. Written here because every endpoint page has one, and react-aria's brings its collections: 20 kB.
 */
export function Tabs(props: {
  label: string
  items: readonly TabItem[]
  selected: string
  onSelect?: (id: string) => void
  children: ReactNode
}) {
  const { label, items, selected, onSelect, children } = props
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [isStop, setStop] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another one is selected
  useEffect(() => {
    // In a dialog the tabs are laid out a moment after they were drawn.
    const frame = requestAnimationFrame(() => intoView(list.current))
    return () => cancelAnimationFrame(frame)
  }, [selected])
  // Content without anything to stop at is a stop itself, so that it can be scrolled.
  useEffect(() => setStop(panel.current?.querySelector(reachable) === null))
  const common = (item: TabItem) => ({
    id: `${id}-${item.id}`,
    role: 'tab',
    'aria-selected': item.id === selected,
    ...(item.id === selected ? { 'aria-controls': `${id}-panel` } : {}),
    tabIndex: item.id === selected ? 0 : -1,
    className: tabClass,
  })
  const content = (item: TabItem) => (
    <>
      {item.label}
      {item.count === undefined ? null : <span className="num ml-1 text-ink-3">{item.count}</span>}
    </>
  )
  return (
    <div>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        aria-orientation="horizontal"
        onKeyDown={onListKey}
        className="mb-4.5 flex gap-5 overflow-x-auto border-b [scrollbar-width:none]"
      >
        {items.map((item) =>
          item.href === undefined ? (
            <button key={item.id} type="button" {...common(item)} onClick={() => onSelect?.(item.id)}>
              {content(item)}
            </button>
          ) : (
            // Eight pages fetched ahead for each visit would be seven too many.
            <Link key={item.id} href={item.href} prefetch={false} {...common(item)}>
              {content(item)}
            </Link>
          ),
        )}
      </div>
      {/* Behind links the page is the content, which must not be made anew. */}
      <div
        key={onSelect ? selected : 'place'}
        ref={panel}
        id={`${id}-panel`}
        role="tabpanel"
        aria-labelledby={`${id}-${selected}`}
        {...(isStop ? { tabIndex: 0 } : {})}
        className="outline-none"
      >
        {children}
      </div>
    </div>
  )
}
