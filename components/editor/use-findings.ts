'use client'

import { startTransition, useCallback, useEffect, useRef, useState } from 'react'
import { checkInWorker } from '@/components/editor/check-in-worker'
import type { CheckAnswer, CheckInput } from '@/components/editor/check-request'

export interface FindingsState extends CheckAnswer {
  /** The first answer, or one that takes long, is still under way. */
  isChecking: boolean
  /** Checks what is typed and not yet the text of the page: to be called with every key. */
  look: (typed: string) => void
}

/** An answer that takes longer is said to be under way. */
const slowMs = 250

/**
 * What schema and rules say about a text, checked in a worker at every change: one check at a time, the newest text next, so a slow
 * check of a large text delays none of the keystrokes, and a key that changes no finding renders nothing. `kind` is detected when it is
 * not given.
 */
export function useFindings({ text, kind, context }: CheckInput): FindingsState {
  const [answer, setAnswer] = useState<CheckAnswer>()
  const [isSlow, setSlow] = useState(false)
  const shown = useRef<string>(undefined)
  const wanted = useRef<string>(undefined)
  const running = useRef(false)
  const isGone = useRef(false)
  // Contexts are written in place by callers: their content decides.
  const contextText = JSON.stringify(context ?? {})
  const options = useRef({ kind, contextText })
  options.current = { kind, contextText }
  const look = useCallback(async (typed: string) => {
    wanted.current = typed
    if (running.current) return
    running.current = true
    const timer = setTimeout(() => setSlow(true), slowMs)
    try {
      while (wanted.current !== undefined && !isGone.current) {
        const { kind: wantedKind, contextText: written } = options.current
        const input: CheckInput = { text: wanted.current, ...(wantedKind ? { kind: wantedKind } : {}), context: JSON.parse(written) }
        wanted.current = undefined
        const found = await checkInWorker(input)
        const said = JSON.stringify(found)
        if (isGone.current || said === shown.current) continue
        shown.current = said
        startTransition(() => setAnswer(found))
      }
    } finally {
      running.current = false
      clearTimeout(timer)
      setSlow(false)
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another kind or context is another question about the same text
  useEffect(() => {
    isGone.current = false
    void look(text)
    return () => {
      isGone.current = true
    }
  }, [text, kind, contextText, look])
  return { findings: answer?.findings ?? none, kind: answer?.kind, isChecking: answer === undefined || isSlow, look }
}

const none: CheckAnswer['findings'] = []
