'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

/** The page follows the text once nobody has typed for this long. */
const settleMs = 300

export interface DelayedText {
  /** For the editor. Does not move while it is typed in: the editor holds what is typed. */
  text: string
  /** The page is behind what is typed. */
  isTyping: boolean
  /** What is typed by now. */
  current: () => string
  /** To be called with every key: hands over later, and renders nothing but once when typing begins. */
  change: (next: string) => void
  /** Hands over what is waiting. */
  settle: () => void
  /** The same, with everything of the page that follows done when it returns: before a save. Not while rendering. */
  settleNow: () => void
}

/**
 * The text of an editor beside a page that follows it: the page gets what is typed when typing rests, at once on `settle` (the editor is
 * left, something is saved), and when it is left itself. `isFirstAtOnce`: the first key of all is not waited for (the text becomes
 * "unsaved"). A change from the page replaces what the editor shows.
 */
export function useDelayedText(text: string, onChange: (text: string) => void, isFirstAtOnce = false): DelayedText {
  const [isTyping, setTyping] = useState(false)
  const pending = useRef<string>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const latest = useRef({ onChange, isFirstAtOnce, text })
  latest.current = { onChange, isFirstAtOnce, text }
  const shown = useRef(text)
  // What is still being typed wins over an echo of what was typed before.
  if (pending.current === undefined) shown.current = text
  const settle = useCallback(() => {
    clearTimeout(timer.current)
    const last = pending.current
    if (last === undefined) return
    pending.current = undefined
    setTyping(false)
    latest.current.onChange(last)
  }, [])
  const settleNow = useCallback(() => flushSync(settle), [settle])
  const change = useCallback(
    (next: string) => {
      if (pending.current === undefined) setTyping(true)
      pending.current = next
      clearTimeout(timer.current)
      if (latest.current.isFirstAtOnce) settle()
      else timer.current = setTimeout(settle, settleMs)
    },
    [settle],
  )
  useEffect(() => {
    // Ahead of whoever keeps the page's text over a reload.
    window.addEventListener('pagehide', settleNow, { capture: true })
    return () => {
      window.removeEventListener('pagehide', settleNow, { capture: true })
      settle()
    }
  }, [settle, settleNow])
  return {
    text: shown.current,
    isTyping,
    current: useCallback(() => pending.current ?? latest.current.text, []),
    change,
    settle,
    settleNow,
  }
}
