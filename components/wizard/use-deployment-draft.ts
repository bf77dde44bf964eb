'use client'

import { useCallback, useEffect, useState } from 'react'
import { type Autosave, useAutosave } from '@/components/drafts/use-autosave'
import { type DocumentViews, useDocumentViews } from '@/components/wizard/use-document-views'
import type { Draft } from '@/lib/contract/draft'
import type { parseEditable } from '@/lib/domain/yaml-edit/parse-editable'
import { valueAt, writeAt, type YamlPath } from '@/lib/domain/yaml-edit/yaml-edit'
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

/** An edit of a live deployment: which one, and the version it began from. */
export interface EditedDeployment {
  deployment: string
  /** Of the live deployment when the edit began. */
  fingerprint: string
  /** The file before anything was edited. */
  liveText: string
}

export interface DraftOptions {
  initial: Omit<StoredDraft, 'clientRequestId'>
  edited?: EditedDeployment | undefined
  /** The stored draft the page was opened with. */
  stored?: Draft | undefined
}

export interface DeploymentDraft extends StoredDraft {
  /** Undefined while the text parses; fields are read-only otherwise and show what was there before. */
  syntaxError: DocumentViews['syntaxError']
  /** Name of the deployment in the text as it is; while it does not parse, the last one it had. */
  name: string
  /** Fields wait: the text does not parse, or the page is not alive yet (typing would be lost). */
  isLocked: boolean
  /** Something was typed that is worth keeping. */
  isChanged: boolean
  /** Counts whole replacements of the content: fields with a state of their own begin anew. */
  generation: number
  edited: EditedDeployment | undefined
  save: Autosave
  value: (path: YamlPath) => unknown
  set: (path: YamlPath, value: unknown) => void
  setText: (text: string) => void
  change: (part: Partial<StoredDraft>) => void
  /** After a look at what others changed: the version the edit goes on from. */
  rebase: (edited: EditedDeployment, text: string) => void
  /** Takes over a draft as another tab saved it. */
  load: (draft: Draft) => void
  /** Forgets the stored draft and starts over. */
  discard: () => Promise<void>
}

type Content = Omit<StoredDraft, 'clientRequestId'>

function contentOf(draft: Draft, initial: Content): Content {
  const { baseDir, sendAllTraffic, sampleRequest } = draft.state
  return { text: draft.yaml, baseDir, sendAllTraffic: sendAllTraffic ?? initial.sendAllTraffic, sampleRequest }
}

function editOf(draft: Draft): EditedDeployment | undefined {
  const { editOf: deployment, fingerprint, liveText } = draft.state
  return deployment === undefined || fingerprint === undefined ? undefined : { deployment, fingerprint, liveText: liveText ?? draft.yaml }
}

const same = (a: Content, b: Content) => a.text === b.text && a.baseDir === b.baseDir && a.sendAllTraffic === b.sendAllTraffic

/** Nothing is left but what every deployment of the endpoint has. */
function isBare(document: ReturnType<typeof parseEditable>): boolean {
  const value: unknown = document.errors.length > 0 ? undefined : document.toJS()
  if (value === null) return true
  return typeof value === 'object' && Object.keys(value).every((key) => key === '$schema' || key === 'endpoint_name')
}

/** The wizard's content, kept as a draft of the studio from the first change until it is deployed or discarded. */
export function useDeploymentDraft(endpoint: string, { stored, ...options }: DraftOptions): DeploymentDraft {
  // As it was when the page opened: a step rendered later may find the deployment changed, which must not move what is compared with.
  const [{ initial, edited: begun }] = useState(options)
  const [draft, setDraft] = useState<StoredDraft>({ ...(stored ? contentOf(stored, initial) : initial), clientRequestId: '' })
  const [edited, setEdited] = useState((stored && editOf(stored)) ?? begun)

  // Not while rendering: the server's id and the browser's would differ.
  useEffect(() => setDraft((before) => ({ ...before, clientRequestId: before.clientRequestId || newClientRequestId() })), [])

  const { clientRequestId: _id, ...content } = draft
  const views = useDocumentViews(draft.text)
  const { document, value, written, replaced } = views
  const isChanged = !same(content, initial) && !isBare(document)
  const named = document.errors.length > 0 ? value(['name']) : valueAt(document, ['name'])
  const save = useAutosave(
    {
      kind: 'deployment',
      endpoint,
      name: named === undefined || named === null ? '' : String(named).slice(0, 255),
      yaml: draft.text,
      state: {
        sendAllTraffic: draft.sendAllTraffic,
        ...(draft.baseDir === undefined ? {} : { baseDir: draft.baseDir }),
        ...(draft.sampleRequest === undefined ? {} : { sampleRequest: draft.sampleRequest }),
        ...(edited ? { editOf: edited.deployment, fingerprint: edited.fingerprint, liveText: edited.liveText } : {}),
      },
    },
    isChanged,
    stored && { id: stored.id, revision: stored.revision },
  )

  const change = useCallback(
    (part: Partial<StoredDraft>) => {
      setDraft((before) => ({ ...before, ...part }))
      if (part.text !== undefined) replaced()
    },
    [replaced],
  )
  const replace = useCallback(
    (next: Content) => {
      setDraft({ ...next, clientRequestId: newClientRequestId() })
      replaced()
    },
    [replaced],
  )
  return {
    ...draft,
    edited,
    save,
    isChanged,
    generation: views.generation,
    isLocked: views.syntaxError !== undefined || draft.clientRequestId === '',
    syntaxError: views.syntaxError,
    name: named === undefined || named === null ? '' : String(named),
    value,
    set: useCallback(
      (path, next) => {
        setDraft((before) => ({ ...before, text: writeAt(before.text, path, next) }))
        written()
      },
      [written],
    ),
    setText: useCallback(
      (text) => {
        setDraft((before) => ({ ...before, text }))
        views.typed()
      },
      [views.typed],
    ),
    change,
    rebase: (next, text) => {
      setEdited(next)
      replace({ ...content, text })
    },
    load: (other) => {
      setEdited(editOf(other) ?? begun)
      replace(contentOf(other, initial))
      save.adopt(other.revision)
    },
    discard: async () => {
      // The content first: an unchanged page has nothing to save when it is left.
      setEdited(begun)
      replace(initial)
      await save.discard()
    },
  }
}
