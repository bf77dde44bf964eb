'use client'

import { useCallback, useEffect, useRef, useState } from 'react'

/** Fields follow the text once nobody has typed for this long. */
const settleMs = 300

/**
 * The text of an editor beside a form: what is typed shows at once, the document behind the form follows when typing rests, and at once on
 * `settle` (the editor is left, something is saved). A change from the form replaces what is shown.
 */
export function useDelayedText(text: string, onChange: (text: string) => void) {
  const [typed, setTyped] = useState(text)
  const pending = useRef<string>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const handOver = useRef(onChange)
  handOver.current = onChange
  const given = useRef(text)
  if (given.current !== text) {
    given.current = text
    // What is still being typed wins over an echo of what was typed before.
    if (pending.current === undefined && typed !== text) setTyped(text)
  }
  const settle = useCallback(() => {
    clearTimeout(timer.current)
    const last = pending.current
    pending.current = undefined
    if (last !== undefined) handOver.current(last)
  }, [])
  const change = useCallback(
    (next: string) => {
      setTyped(next)
      pending.current = next
      clearTimeout(timer.current)
      timer.current = setTimeout(settle, settleMs)
    },
    [settle],
  )
  useEffect(() => settle, [settle])
  return { typed, change, settle }
}
