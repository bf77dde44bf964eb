'use client'

import { useCallback, useEffect, useMemo, useState } from 'react'
import { type Autosave, useAutosave } from '@/components/drafts/use-autosave'
import { dataOf } from '@/components/wizard/EditReview'
import type { Draft } from '@/lib/contract/draft'
import type { LiveFile } from '@/lib/contract/live-file'
import { changesBetween, type FieldChange } from '@/lib/domain/deployment-edit/deployment-edit'

interface Base {
  text: string
  fingerprint: string
}

interface State {
  text: string
  /** The live file the edit began from. */
  base: Base
}

export interface LiveDraft extends State {
  /** The text differs from the file the edit began from. */
  isEdited: boolean
  /** Somebody else changed the live object since, in fields. */
  isStale: boolean
  /** Fields in which the text differs from the live object now. */
  changes: FieldChange[]
  save: Autosave
  setText: (text: string) => void
  /** Goes on from the live object as it is now, with this text. */
  rebase: (text: string) => void
  /** What the live object will be once a part of the edit was applied: not a change of others. */
  expect: (text: string) => void
  /** Drops the edit. */
  drop: () => Promise<void>
}

const sameFields = (a: string, b: string) => changesBetween(dataOf(a), dataOf(b)).length === 0

/** The edit of one live file. Unedited it follows the live object; edited it is kept as a draft until it is applied or dropped. */
export function useLiveDraft(endpoint: string, live: LiveFile, stored: Draft | undefined): LiveDraft {
  const [state, setState] = useState<State>(() =>
    stored
      ? {
          text: stored.yaml,
          base: { text: stored.state.liveText ?? live.text, fingerprint: stored.state.fingerprint ?? live.fingerprint },
        }
      : { text: live.text, base: { text: live.text, fingerprint: live.fingerprint } },
  )
  const { text, base } = state
  const isEdited = text !== base.text
  const isMoved = live.fingerprint !== base.fingerprint || (!isEdited && live.text !== text)
  const changes = useMemo(() => changesBetween(dataOf(live.text), dataOf(text)), [live.text, text])
  const isOurs = isMoved && (!isEdited || changes.length === 0 || sameFields(base.text, live.text))
  useEffect(() => {
    if (!isOurs) return
    setState((before) => ({
      // What was applied is live now, or nothing was typed: the live text goes on. Else what is left of the edit stays.
      text: before.text === before.base.text || sameFields(before.text, live.text) ? live.text : before.text,
      base: { text: live.text, fingerprint: live.fingerprint },
    }))
  }, [isOurs, live.text, live.fingerprint])

  const { deployment } = live
  const save = useAutosave(
    {
      kind: deployment === undefined ? 'endpoint' : 'deployment',
      endpoint,
      name: deployment ?? endpoint,
      yaml: text,
      state: {
        live: true,
        liveText: base.text,
        fingerprint: base.fingerprint,
        ...(deployment === undefined ? {} : { editOf: deployment }),
      },
    },
    isEdited,
    stored && { id: stored.id, revision: stored.revision },
  )
  return {
    text,
    base,
    isEdited,
    isStale: isMoved && !isOurs,
    changes,
    save,
    setText: useCallback((next) => setState((before) => ({ ...before, text: next })), []),
    rebase: (next) => setState({ text: next, base: { text: live.text, fingerprint: live.fingerprint } }),
    expect: useCallback((expected) => setState((before) => ({ ...before, base: { ...before.base, text: expected } })), []),
    drop: async () => {
      setState({ text: live.text, base: { text: live.text, fingerprint: live.fingerprint } })
      await save.discard()
    },
  }
}
