'use client'

import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** Shorter lists are drawn whole: the browser's own search finds everything in them. */
const longList = 100
/** Rows drawn beyond each edge of the window, so that a small scroll shows no gap before the next frame. */
const overscan = 6
const none = { from: 0, to: 0 }

/**
 * The rows to draw of a long list, and the empty space in px before and after them; of a short one, all. Every row is `rowHeight` px high; `first`
 * of them are drawn before the window is known.
 */
export function useWindowRows<T extends HTMLElement>(
  count: number,
  rowHeight: number,
  first: number,
): { top: RefObject<T | null>; from: number; to: number; before: number; after: number } {
  const top = useRef<T>(null)
  const [seen, setSeen] = useState({ from: 0, to: first })
  const isLong = count > longList
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another count the page may have moved under the window.
  useLayoutEffect(() => {
    if (!isLong) return
    let frame = 0
    const look = () => {
      frame = 0
      const list = top.current
      if (!list) return
      // Narrow and wide screens have a list each: the one that is not drawn needs no rows.
      if (list.getClientRects().length === 0) {
        setSeen(none)
        return
      }
      const above = -list.getBoundingClientRect().top
      const from = Math.max(0, Math.floor(above / rowHeight) - overscan)
      const to = Math.ceil((above + window.innerHeight) / rowHeight) + overscan
      setSeen((before) => (before.from === from && before.to === to ? before : { from, to }))
    }
    const later = () => {
      if (frame === 0) frame = requestAnimationFrame(look)
    }
    look()
    window.addEventListener('scroll', later, { passive: true })
    window.addEventListener('resize', later)
    return () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('scroll', later)
      window.removeEventListener('resize', later)
    }
  }, [isLong, rowHeight, count])
  if (!isLong) return { top, from: 0, to: count, before: 0, after: 0 }
  const to = Math.min(count, Math.max(0, seen.to))
  const from = Math.min(seen.from, to)
  return { top, from, to, before: from * rowHeight, after: (count - to) * rowHeight }
}
