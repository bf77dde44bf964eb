'use client'

import { useCallback, useEffect, useState } from 'react'
import { useAutosave } from '@/components/drafts/use-autosave'
import { draftYaml, type EndpointDraft, isEmptyDraft, type Typed, typedContent } from '@/components/endpoints/create/draft'
import type { Draft } from '@/lib/contract/draft'
import { newClientRequestId } from '@/lib/queries/client-request-id'

const blank: Typed = { name: '', description: '', authMode: 'key', tags: [] }

/**
 * What is typed, kept as a draft of the studio from the first letter until the endpoint is created or the draft discarded. `stored` is
 * the draft the page was opened with. `isReady` is false until the id of the request was made, which the server cannot do.
 */
export function useEndpointDraft(stored: Draft | undefined) {
  const [draft, setDraft] = useState<EndpointDraft>({ ...(stored ? typedContent(stored) : blank), clientRequestId: '' })
  // Not while rendering: the server's id and the browser's would differ.
  useEffect(() => setDraft((before) => ({ ...before, clientRequestId: before.clientRequestId || newClientRequestId() })), [])

  const isChanged = !isEmptyDraft(draft)
  const save = useAutosave(
    {
      kind: 'endpoint',
      name: draft.name.slice(0, 255),
      yaml: draftYaml(draft),
      state: draft.tags.length > 0 ? { tags: draft.tags.map(({ key, value }) => ({ key, value })) } : {},
    },
    isChanged,
    stored && { id: stored.id, revision: stored.revision },
  )
  const change = useCallback((changes: Partial<Typed>) => setDraft((before) => ({ ...before, ...changes })), [])
  const begin = (content: Typed) => setDraft({ ...content, clientRequestId: newClientRequestId() })
  return {
    draft,
    isReady: draft.clientRequestId !== '',
    isChanged,
    save,
    change,
    /** Takes over a draft as another tab saved it. */
    load: (other: Draft) => {
      begin(typedContent(other))
      save.adopt(other.revision)
    },
    /** Forgets the stored draft and starts over; the content first: an empty page has nothing to save when it is left. */
    discard: async () => {
      begin(blank)
      await save.discard()
    },
  }
}
