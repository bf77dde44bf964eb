'use client'

import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** Shorter lists are drawn whole: the browser's own search finds everything in them. */
const longList = 100

/** The rows to draw of a long list, and the empty space in px before and after them; of a short one, all. */
export function useWindowRows<T extends HTMLElement>(
  count: number,
  rowHeight: number,
): { top: RefObject<T | null>; from: number; to: number; before: number; after: number } {
  const top = useRef<T>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  useLayoutEffect(() => {
    if (top.current) setScrollMargin(top.current.getBoundingClientRect().top + window.scrollY)
  }, [])
  const isLong = count > longList
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollMargin,
    enabled: isLong,
    initialRect: { width: 1280, height: 800 },
  })
  if (!isLong) return { top, from: 0, to: count, before: 0, after: 0 }
  const items = virtualizer.getVirtualItems()
  const from = items[0]?.index ?? 0
  const to = (items.at(-1)?.index ?? -1) + 1
  return { top, from, to, before: from * rowHeight, after: (count - to) * rowHeight }
}
