'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components'

export interface TabItem {
  id: string
  label: string
  count?: number
  /** A real link: the tab is a place (endpoint tabs). */
  href?: string
}

/** The selected tab is not left beside the edge of a narrow window; only the list moves, never the page. */
function intoView(list: HTMLElement | null) {
  const tab = list?.querySelector<HTMLElement>('[aria-selected="true"]')
  if (!list || !tab) return
  const left = tab.getBoundingClientRect().left - list.getBoundingClientRect().left
  if (left < 0) list.scrollLeft += left
  else list.scrollLeft += Math.max(0, left + tab.offsetWidth - list.clientWidth)
}

/** A tablist with arrow keys. `children` is the content of the selected tab. Without `href`, give `onSelect`. */
export function Tabs(props: {
  label: string
  items: readonly TabItem[]
  selected: string
  onSelect?: (id: string) => void
  children: ReactNode
}) {
  const { label, items, selected, onSelect, children } = props
  const list = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another one is selected
  useEffect(() => {
    // In a dialog the tabs are drawn a moment after the list.
    const frame = requestAnimationFrame(() => intoView(list.current))
    return () => cancelAnimationFrame(frame)
  }, [selected])
  return (
    <AriaTabs
      selectedKey={selected}
      {...(onSelect ? { onSelectionChange: (key: string | number) => onSelect(String(key)) } : {})}
      keyboardActivation="manual"
      // The tabs and the content show their own focus; the box around both must not.
      className="outline-none"
    >
      <TabList ref={list} aria-label={label} className="mb-4.5 flex gap-5 overflow-x-auto border-b [scrollbar-width:none]">
        {items.map((item) => (
          <Tab
            key={item.id}
            id={item.id}
            {...(item.href ? { href: item.href } : {})}
            className="-mb-px cursor-pointer whitespace-nowrap rounded-t-sm border-transparent border-b-2 pt-2 pb-2.5 text-ink-2 transition-colors duration-[120ms] hover:text-ink data-focus-visible:-outline-offset-2 data-selected:border-accent data-selected:font-[560] data-selected:text-ink"
          >
            {item.label}
            {item.count === undefined ? null : <span className="num ml-1 text-ink-3">{item.count}</span>}
          </Tab>
        ))}
      </TabList>
      {/* A panel keeps the id it was made with. Behind links the page is the content, which must not be made anew. */}
      <TabPanel key={onSelect ? selected : 'place'} id={selected} className="outline-none">
        {children}
      </TabPanel>
    </AriaTabs>
  )
}
