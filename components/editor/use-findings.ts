'use client'

import { useEffect, useRef, useState } from 'react'
import { checkInWorker } from '@/components/editor/check-in-worker'
import type { CheckAnswer, CheckInput } from '@/components/editor/check-request'

export interface FindingsState extends CheckAnswer {
  /** The text the findings are about. */
  of: string | undefined
  isChecking: boolean
}

/**
 * What schema and rules say about a text, checked in a worker at every change: one check at a time, the newest text next, so a slow
 * check of a large text delays none of the keystrokes. `kind` is detected when it is not given.
 */
export function useFindings({ text, kind, context }: CheckInput): FindingsState {
  const [state, setState] = useState<CheckAnswer & { of: string | undefined }>({ of: undefined, findings: [] })
  const latest = useRef<CheckInput | undefined>(undefined)
  const running = useRef(false)
  const isGone = useRef(false)
  useEffect(() => {
    isGone.current = false
    return () => {
      isGone.current = true
    }
  }, [])
  // Contexts are written in place by callers: their content decides.
  const contextText = JSON.stringify(context ?? {})
  useEffect(() => {
    latest.current = { text, ...(kind ? { kind } : {}), context: JSON.parse(contextText) }
    const run = async () => {
      if (running.current) return
      running.current = true
      try {
        while (latest.current && !isGone.current) {
          const input = latest.current
          latest.current = undefined
          const found = await checkInWorker(input)
          if (!isGone.current) setState({ ...found, of: input.text })
        }
      } finally {
        running.current = false
      }
    }
    void run()
  }, [text, kind, contextText])
  return { ...state, isChecking: state.of !== text }
}
