'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { SaveDraft } from '@/lib/contract/draft'
import { type Problem, ProblemError } from '@/lib/problems/problem'
import { newClientRequestId } from '@/lib/queries/client-request-id'
import { removeDraft, storeDraft } from '@/lib/queries/drafts'

export type DraftContent = Omit<SaveDraft, 'ifRevision'>

/** `idle`: nothing to keep yet. `conflict`: another tab saved the same draft; nothing more is written until one decides. */
export type SaveState = 'idle' | 'waiting' | 'saved' | 'failed' | 'conflict'

export interface Autosave {
  state: SaveState
  /** Of the last save that failed. */
  problem: Problem | undefined
  /** Undefined until something was saved. */
  id: string | undefined
  /** Writes what is waiting now; true when all is on the disk. */
  flush: () => Promise<boolean>
  /** Forgets the stored draft and stops writing until the content changes again. */
  discard: () => Promise<void>
  /** After a conflict: go on as a draft of its own. */
  fork: () => void
  /** After a conflict: go on from what the other tab saved. */
  adopt: (revision: number) => void
}

const pauseMs = 400
const draftParameter = 'draft'

/** The id of the draft in the address, so that a reload finds it; steps and everything else stay as they are. */
function writeAddress(id: string | undefined): void {
  const url = new URL(window.location.href)
  if (id === undefined) url.searchParams.delete(draftParameter)
  else url.searchParams.set(draftParameter, id)
  window.history.replaceState(window.history.state, '', url)
}

/**
 * Keeps `content` as a draft of the studio, shortly after it stopped changing and when the page is left. Nothing is written while
 * `isChanged` is false, and a draft that was stored is forgotten then. `stored` is the draft the page was opened with.
 */
export function useAutosave(content: DraftContent, isChanged: boolean, stored: { id: string; revision: number } | undefined): Autosave {
  const client = useQueryClient()
  const [id, setId] = useState(stored?.id)
  const [state, setState] = useState<SaveState>(stored ? 'saved' : 'idle')
  const [problem, setProblem] = useState<Problem>()
  const text = JSON.stringify(content)
  const now = useRef({
    id: stored?.id,
    revision: stored?.revision ?? 0,
    text,
    saved: stored ? text : undefined,
    isChanged,
    isStopped: false,
  })
  now.current.text = text
  now.current.isChanged = isChanged
  const running = useRef<Promise<boolean>>(undefined)

  const forget = useCallback(
    async (isLeaving: boolean) => {
      const { id: known } = now.current
      now.current = { ...now.current, id: undefined, revision: 0, saved: undefined }
      if (!isLeaving) writeAddress(undefined)
      setId(undefined)
      setState('idle')
      setProblem(undefined)
      if (known !== undefined) await removeDraft(known)
      void client.invalidateQueries({ queryKey: ['drafts'] })
    },
    [client],
  )

  const save = useCallback(
    async (isLeaving: boolean): Promise<boolean> => {
      await running.current
      const draft = now.current
      if (draft.isStopped) return false
      if (!draft.isChanged) {
        // Everything typed was taken back: what is stored has nothing to go on with.
        if (draft.id !== undefined) await forget(isLeaving)
        return true
      }
      if (draft.text === draft.saved) return true
      const sent = draft.text
      const target = draft.id ?? newClientRequestId()
      const work = storeDraft(target, { ...(JSON.parse(sent) as DraftContent), ifRevision: draft.revision }, isLeaving).then(
        (revision) => {
          draft.revision = revision
          draft.saved = sent
          if (draft.id === undefined && !isLeaving) writeAddress(target)
          draft.id = target
          setId(target)
          setProblem(undefined)
          setState(draft.text === sent ? 'saved' : 'waiting')
          void client.invalidateQueries({ queryKey: ['drafts'] })
          return draft.text === sent
        },
        (error: unknown) => {
          const found = error instanceof ProblemError ? error.problem : undefined
          draft.isStopped = found?.code === 'Studio.DraftChanged'
          setState(draft.isStopped ? 'conflict' : 'failed')
          setProblem(found)
          return false
        },
      )
      running.current = work
      return work
    },
    [client, forget],
  )

  // Runs again with every edit, so the pause begins anew.
  useEffect(() => {
    const draft = now.current
    if (draft.isStopped || (isChanged ? text === draft.saved : draft.id === undefined)) return
    if (isChanged) setState('waiting')
    const timer = setTimeout(() => void save(false), pauseMs)
    return () => clearTimeout(timer)
  }, [text, isChanged, save])

  useEffect(() => {
    const leave = () => void save(true)
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [save])

  return {
    state,
    problem,
    id,
    flush: useCallback(() => save(false), [save]),
    discard: useCallback(async () => {
      const draft = now.current
      draft.isStopped = true
      await running.current
      now.current = { ...now.current, isChanged: false, isStopped: false }
      await forget(false)
    }, [forget]),
    fork: useCallback(() => {
      now.current = { ...now.current, id: undefined, revision: 0, saved: undefined, isStopped: false }
      void save(false)
    }, [save]),
    adopt: useCallback((revision) => {
      now.current = { ...now.current, revision, saved: undefined, isStopped: false }
      setState('saved')
      setProblem(undefined)
    }, []),
  }
}
