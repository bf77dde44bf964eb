'use client'

import { useCallback, useEffect, useState } from 'react'
import { type Autosave, useAutosave } from '@/components/drafts/use-autosave'
import {
  blankYaml,
  type Fields,
  fieldsIn,
  fieldsOf,
  isBlank,
  sameTags,
  sentTags,
  storedRows,
  type TagRow,
  withFields,
} from '@/components/endpoints/create/draft'
import { type DocumentViews, useDocumentViews } from '@/components/wizard/use-document-views'
import type { Draft } from '@/lib/contract/draft'
import { newClientRequestId } from '@/lib/queries/client-request-id'

interface Content {
  /** The one truth; fields are views of it. */
  text: string
  /** Rows of tags as they are on screen: the file holds only those with a name. */
  rows: TagRow[]
  /** As typed: the file holds it without blanks around it. */
  description: string
}

export interface EndpointDraft {
  text: string
  /** What the fields show. */
  fields: Fields
  syntaxError: DocumentViews['syntaxError']
  /** Made before the first click on Create and kept until it succeeded; empty until the page is alive. */
  clientRequestId: string
  isChanged: boolean
  save: Autosave
  /** A field was changed: the smallest edit of the text. */
  change: (part: Partial<Fields>) => void
  /** The text was typed. */
  setText: (text: string) => void
  /** Another text: opened from a file. */
  open: (text: string) => void
  /** Takes over a draft as another tab saved it. */
  load: (other: Draft) => void
  /** Forgets the stored draft and starts over. */
  discard: () => Promise<void>
}

const blank: Content = { text: blankYaml, rows: [], description: '' }
const contentOf = (stored: Draft): Content => ({ text: stored.yaml, rows: storedRows(stored), description: '' })

/** An endpoint file behind a form and an editor, kept as a draft of the studio from the first letter until it is created or discarded. */
export function useEndpointDraft(stored: Draft | undefined): EndpointDraft {
  const [content, setContent] = useState(stored ? contentOf(stored) : blank)
  const [clientRequestId, setRequestId] = useState('')
  // Not while rendering: the server's id and the browser's would differ.
  useEffect(() => setRequestId((before) => before || newClientRequestId()), [])

  const { text, rows } = content
  const views = useDocumentViews(text)
  const { typed, written, replaced } = views
  const inFile = fieldsIn(views.value([]))
  const isSame = sameTags(rows, inFile.tags)
  // What the file cannot hold (half a tag, a blank at the end) is shown as it was typed, as long as the file says the rest of it.
  const fields: Fields = {
    ...inFile,
    description: content.description.trim() === inFile.description.trim() ? content.description : inFile.description,
    tags: isSame ? rows : [...inFile.tags, ...rows.filter(({ key }) => key.trim() === '')],
  }
  const isPartial = fields.tags.some(({ key, value }) => key.trim() === '' && value.trim() !== '')
  const isChanged = !isBlank(text) || isPartial
  const save = useAutosave(
    {
      kind: 'endpoint',
      name: fields.name.slice(0, 255),
      yaml: text,
      state: Object.keys(sentTags(fields)).length < fields.tags.length ? { tags: fields.tags.map(withoutId) } : {},
    },
    isChanged,
    stored && { id: stored.id, revision: stored.revision },
  )
  const begin = useCallback(
    (next: Content) => {
      setContent(next)
      setRequestId(newClientRequestId())
      replaced()
    },
    [replaced],
  )
  return {
    text,
    fields,
    syntaxError: views.syntaxError,
    clientRequestId,
    isChanged,
    save,
    change: useCallback(
      (part) => {
        setContent((before) => ({
          text: withFields(before.text, part),
          rows: part.tags ?? before.rows,
          description: part.description ?? before.description,
        }))
        written()
      },
      [written],
    ),
    setText: useCallback(
      (next) => {
        setContent((before) => ({ ...before, text: next }))
        typed()
      },
      [typed],
    ),
    open: useCallback(
      (next) => {
        setContent({ text: next, rows: fieldsOf(next).tags, description: '' })
        replaced()
      },
      [replaced],
    ),
    load: (other) => {
      begin(contentOf(other))
      save.adopt(other.revision)
    },
    // The content first: an empty page has nothing to save when it is left.
    discard: async () => {
      begin(blank)
      await save.discard()
    },
  }
}

const withoutId = ({ key, value }: TagRow) => ({ key, value })
