'use client'

import { useCallback, useEffect, useState } from 'react'
import { type EndpointDraft, isEmptyDraft, readDraft } from '@/components/endpoints/create/draft'
import { newClientRequestId } from '@/lib/queries/client-request-id'

const storageKey = 'scorepoint.draft.endpoint'

const blank: EndpointDraft = { name: '', description: '', authMode: 'key', tags: [], clientRequestId: '' }

/**
 * The draft, kept in this browser over reloads and step changes. `isReady` is false until the stored one was read, which the
 * server cannot do; writing begins only then.
 */
export function useEndpointDraft() {
  const [draft, setDraft] = useState<EndpointDraft>(blank)
  const [isReady, setReady] = useState(false)
  useEffect(() => {
    const stored = readDraft(localStorage.getItem(storageKey))
    setDraft(stored ?? { ...blank, clientRequestId: newClientRequestId() })
    setReady(true)
  }, [])
  useEffect(() => {
    if (!isReady) return
    if (isEmptyDraft(draft)) localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, JSON.stringify(draft))
  }, [draft, isReady])
  const change = useCallback((changes: Partial<EndpointDraft>) => setDraft((before) => ({ ...before, ...changes })), [])
  const discard = useCallback(() => {
    localStorage.removeItem(storageKey)
    setDraft({ ...blank, clientRequestId: newClientRequestId() })
  }, [])
  return { draft, isReady, change, discard }
}
