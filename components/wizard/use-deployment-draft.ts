'use client'

import { useCallback, useEffect, useMemo, useState } from 'react'
import { parseEditable, valueAt, writeAt, type YamlPath } from '@/lib/domain/yaml-edit/yaml-edit'
import { newClientRequestId } from '@/lib/queries/client-request-id'

/** What the wizard remembers over a reload; the YAML text is the one truth, fields are views of it. */
export interface StoredDraft {
  text: string
  /** Folder where relative paths in the YAML start; undefined when all are absolute. */
  baseDir: string | undefined
  sendAllTraffic: boolean
  sampleRequest: string | undefined
  /** Made before the first click and kept: pressing Deploy twice is one job. */
  clientRequestId: string
}

export interface DeploymentDraft extends StoredDraft {
  /** Restored from an earlier visit. */
  restored: boolean
  /** Undefined while the text parses; fields are read-only otherwise. */
  syntaxError: { message: string; line: number } | undefined
  /** Fields wait: the text does not parse, or the page has not yet looked for a stored draft (typing would be lost). */
  isLocked: boolean
  value: (path: YamlPath) => unknown
  text: string
  set: (path: YamlPath, value: unknown) => void
  setText: (text: string) => void
  change: (part: Partial<StoredDraft>) => void
  /** Forgets the stored draft and starts over. */
  discard: () => void
}

const storageKey = (endpoint: string) => `scorepoint-draft:deployment:${endpoint}`

function readStored(endpoint: string): Partial<StoredDraft> | undefined {
  try {
    const stored = localStorage.getItem(storageKey(endpoint))
    return stored ? (JSON.parse(stored) as Partial<StoredDraft>) : undefined
  } catch {
    // Storage switched off, or an entry we did not write: begin with an empty draft.
    return undefined
  }
}

/** One draft per endpoint, kept in this browser until it is deployed or discarded. */
export function useDeploymentDraft(endpoint: string, initial: Omit<StoredDraft, 'clientRequestId'>): DeploymentDraft {
  const [draft, setDraft] = useState<StoredDraft>({ ...initial, clientRequestId: '' })
  const [restored, setRestored] = useState(false)

  // biome-ignore lint/correctness/useExhaustiveDependencies: only the first visit of an endpoint reads what was stored
  useEffect(() => {
    const stored = readStored(endpoint)
    setRestored(stored?.text !== undefined && stored.text !== initial.text)
    setDraft({ ...initial, clientRequestId: newClientRequestId(), ...stored })
  }, [endpoint])

  useEffect(() => {
    if (draft.clientRequestId === '') return
    try {
      localStorage.setItem(storageKey(endpoint), JSON.stringify(draft))
    } catch {
      // Without storage the draft lives as long as the page.
    }
  }, [draft, endpoint])

  const document = useMemo(() => parseEditable(draft.text), [draft.text])
  const fault = document.errors[0]
  const change = useCallback((part: Partial<StoredDraft>) => setDraft((before) => ({ ...before, ...part })), [])
  return {
    ...draft,
    restored,
    isLocked: fault !== undefined || draft.clientRequestId === '',
    syntaxError: fault ? { message: fault.message.split('\n')[0] ?? fault.message, line: fault.linePos?.[0].line ?? 1 } : undefined,
    value: (path) => (fault ? undefined : valueAt(document, path)),
    set: useCallback((path, value) => setDraft((before) => ({ ...before, text: writeAt(before.text, path, value) })), []),
    setText: useCallback((text) => change({ text }), [change]),
    change,
    discard: () => {
      localStorage.removeItem(storageKey(endpoint))
      setRestored(false)
      setDraft({ ...initial, clientRequestId: newClientRequestId() })
    },
  }
}
