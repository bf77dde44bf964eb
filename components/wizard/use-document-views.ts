'use client'

import { useCallback, useEffect, useMemo, useState } from 'react'
import { lineAround, type SyntaxWords, yamlSyntaxWords } from '@/lib/domain/convert/yaml-faults'
import { parseEditable } from '@/lib/domain/yaml-edit/parse-editable'
import { valueAt, type YamlPath } from '@/lib/domain/yaml-edit/yaml-edit'

/** A YAML text seen as a form: what its fields show while the text is typed, also when it does not parse. */
export interface DocumentViews {
  /** The text as it is; `errors` says whether it parses. */
  document: ReturnType<typeof parseEditable>
  /** Undefined while the text parses; fields are read-only otherwise and show what was there before. */
  syntaxError: (SyntaxWords & { path: []; line: number; column: number }) | undefined
  /** What a field shows at a path: the last state that parsed, after a pause in typing. */
  value: (path: YamlPath) => unknown
  /** Counts changes that did not come from a field: fields with a state of their own begin anew. */
  generation: number
  /** The text was typed as YAML: fields follow when typing rests. */
  typed: () => void
  /** A field wrote it: fields show it at once. */
  written: () => void
  /** Another text stands there. */
  replaced: () => void
}

/** How soon fields follow what is typed as YAML. */
const followMs = 300

/** One document behind a form and an editor. The caller holds the text and says where each change came from. */
export function useDocumentViews(text: string): DocumentViews {
  const [generation, setGeneration] = useState(0)
  const document = useMemo(() => parseEditable(text), [text])
  const fault = document.errors[0]
  // What is typed as YAML reaches the fields after a pause, and never while it does not parse: they keep the last state that did.
  const [isTyped, setTyped] = useState(false)
  const [followed, setFollowed] = useState(() => (fault ? parseEditable('') : document))
  const shown = fault || isTyped ? followed : document
  useEffect(() => {
    if (fault) return
    if (!isTyped) {
      setFollowed(document)
      return
    }
    const timer = setTimeout(() => {
      setFollowed(document)
      setTyped(false)
      // Fields with a state of their own take over what was typed.
      setGeneration((before) => before + 1)
    }, followMs)
    return () => clearTimeout(timer)
  }, [document, fault, isTyped])
  return {
    document,
    generation,
    syntaxError: useMemo(
      () =>
        fault && {
          path: [] as [],
          ...yamlSyntaxWords(fault.code, fault.message, lineAround(text, fault.pos[0])),
          line: fault.linePos?.[0].line ?? 1,
          column: fault.linePos?.[0].col ?? 1,
        },
      [fault, text],
    ),
    value: useCallback((path) => valueAt(shown, path), [shown]),
    typed: useCallback(() => setTyped(true), []),
    written: useCallback(() => setTyped(false), []),
    replaced: useCallback(() => {
      setTyped(false)
      setGeneration((before) => before + 1)
    }, []),
  }
}
