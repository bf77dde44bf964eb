'use client'

import type { editor } from 'monaco-editor/editor.js'
import { useTranslations } from 'next-intl'
import { useEffect, useId, useRef, useState } from 'react'
import type { Monaco } from '@/components/editor/load-monaco'
import { describeInput, editorOptions, leaveWithTab } from '@/components/editor/monaco-options'
import { themeName } from '@/components/editor/monaco-theme'
import type { TextDiffProps } from '@/components/editor/TextDiff'
import { languageOf, openTextModel, type TextModel } from '@/components/editor/text-model'

/** Two texts side by side in Monaco; in a narrow box one below the other, line by line. */
export function MonacoDiff(props: TextDiffProps & { monaco: Monaco; onCount: (changes: number | undefined) => void }) {
  const { monaco, before, after } = props
  const t = useTranslations('editor')
  const box = useRef<HTMLDivElement>(null)
  const live = useRef<editor.IStandaloneDiffEditor>(undefined)
  const sides = useRef<{ before: TextModel; after: TextModel }>(undefined)
  const latest = useRef(props)
  latest.current = props
  const isReadOnly = props.onChange === undefined
  const hintId = useId()
  const [tabLeaves, setTabLeaves] = useState(false)
  const language = languageOf(props.name ?? 'text.yml')

  // biome-ignore lint/correctness/useExhaustiveDependencies: one pair per language; everything else is followed by the effects below.
  useEffect(() => {
    const element = box.current
    if (!element) return
    const pair = {
      before: openTextModel(monaco, latest.current.before, language, () => undefined),
      after: openTextModel(monaco, latest.current.after, language, (typed) => latest.current.onChange?.(typed)),
    }
    sides.current = pair
    const diff = monaco.editor.createDiffEditor(element, {
      ...editorOptions(),
      theme: themeName,
      originalEditable: false,
      readOnly: isReadOnly,
      originalAriaLabel: latest.current.beforeLabel,
      modifiedAriaLabel: latest.current.afterLabel,
      renderSideBySide: true,
      useInlineViewWhenSpaceIsLimited: true,
      renderSideBySideInlineBreakpoint: 640,
      renderOverviewRuler: false,
      hideUnchangedRegions: { enabled: true, contextLineCount: 4, minimumLineCount: 6 },
      folding: false,
      // Line ends are compared, spaces are meaning.
      ignoreTrimWhitespace: false,
    })
    diff.setModel({ original: pair.before.model, modified: pair.after.model })
    live.current = diff
    const counted = diff.onDidUpdateDiff(() => latest.current.onCount(diff.getLineChanges()?.length))
    const leaving = leaveWithTab(monaco, diff.getModifiedEditor(), t('tabAction'), setTabLeaves)
    describeInput(diff.getModifiedEditor(), hintId)
    diff.getOriginalEditor().updateOptions({ tabFocusMode: true })
    return () => {
      counted.dispose()
      leaving.dispose()
      diff.dispose()
      pair.before.dispose()
      pair.after.dispose()
      live.current = undefined
      sides.current = undefined
    }
  }, [monaco, language])
  const { beforeLabel, afterLabel } = props
  useEffect(() => {
    const diff = live.current
    if (!diff) return
    diff.updateOptions({ readOnly: isReadOnly })
    // The editor takes the names of its two sides away whenever other options change, as a new width changes them.
    const name = () => {
      diff.getOriginalEditor().updateOptions({ ariaLabel: beforeLabel })
      diff.getModifiedEditor().updateOptions({ ariaLabel: afterLabel })
    }
    name()
    const renamed = diff.onDidUpdateDiff(name)
    return () => renamed.dispose()
  }, [isReadOnly, beforeLabel, afterLabel])
  useEffect(() => sides.current?.before.take(before), [before])
  useEffect(() => sides.current?.after.take(after), [after])
  return (
    <>
      <div ref={box} className="min-h-0 flex-1" />
      {isReadOnly ? null : (
        <p id={hintId} role="status" className="border-t px-3 py-1 text-ink-3 text-small">
          {t(tabLeaves ? 'tabLeaves' : 'tabStays')}
        </p>
      )}
    </>
  )
}
