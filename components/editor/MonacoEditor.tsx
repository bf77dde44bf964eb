'use client'

import type { editor } from 'monaco-editor/editor.js'
import { useTranslations } from 'next-intl'
import { useEffect, useId, useRef, useState } from 'react'
import { EditorBar } from '@/components/editor/EditorBar'
import type { EditorProps } from '@/components/editor/editor-props'
import type { Monaco } from '@/components/editor/load-monaco'
import { describeInput, editorOptions, leaveWithTab } from '@/components/editor/monaco-options'
import { themeName } from '@/components/editor/monaco-theme'
import { describeText, forgetText, markersOf, rangeOf } from '@/components/editor/monaco-yaml'
import { languageOf, openTextModel, type TextModel } from '@/components/editor/text-model'
import { useRepairText } from '@/components/editor/use-repair-text'
import { cx } from '@/components/ui/class-names'
import type { Finding } from '@/lib/contract/finding'
import { repairedText } from '@/lib/domain/yaml-language/repair'

/** Where the cursor of the text area stood when Monaco took over; undefined when nobody was in it. */
export type Takeover = { start: number; end: number } | undefined

/** The editor proper. Mounted once Monaco is there; the text handed out keeps its line ends wherever nobody typed. */
export function MonacoEditor(props: EditorProps & { monaco: Monaco; takeover: Takeover }) {
  const { monaco, name, label, text, findings, goTo } = props
  const t = useTranslations('editor')
  const latestSay = useRef(useRepairText())
  const box = useRef<HTMLDivElement>(null)
  const live = useRef<editor.IStandaloneCodeEditor>(undefined)
  const latest = useRef(props)
  latest.current = props
  const opened = useRef<TextModel>(undefined)
  const [tabLeaves, setTabLeaves] = useState(false)
  const isReadOnly = props.onChange === undefined
  const hintId = useId()
  const language = languageOf(name)

  // biome-ignore lint/correctness/useExhaustiveDependencies: one editor per language; everything else is followed by the effects below.
  useEffect(() => {
    const element = box.current
    if (!element) return
    const textModel = openTextModel(monaco, latest.current.text, language, (typed) => latest.current.onChange?.(typed))
    const { model } = textModel
    opened.current = textModel
    const code = monaco.editor.create(element, {
      ...editorOptions(),
      model,
      theme: themeName,
      ariaLabel: label,
      readOnly: isReadOnly,
      readOnlyMessage: { value: t('readOnly') },
    })
    live.current = code
    describeInput(code, hintId)
    code.addAction({
      id: 'scorepoint.save',
      label: t('save'),
      keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS],
      run: () => latest.current.onSave?.(),
    })
    // An edit from outside moves the cursor too; that is nobody's wish.
    code.onDidChangeCursorPosition(({ position }) => {
      if (code.hasTextFocus()) latest.current.onCursor?.(position.lineNumber)
    })
    const leaving = leaveWithTab(monaco, code, t('tabAction'), setTabLeaves)
    const { takeover } = latest.current
    if (takeover) {
      code.setSelection(monaco.Range.fromPositions(model.getPositionAt(takeover.start), model.getPositionAt(takeover.end)))
      code.focus()
    }
    return () => {
      leaving.dispose()
      forgetText(model)
      code.dispose()
      textModel.dispose()
      live.current = undefined
      opened.current = undefined
    }
  }, [monaco, language])

  useEffect(() => live.current?.updateOptions({ readOnly: isReadOnly, ariaLabel: label }), [isReadOnly, label])

  useEffect(() => opened.current?.take(text), [text])

  useEffect(() => {
    const model = live.current?.getModel()
    if (!model) return
    const repair = (finding: Finding, index: number) => {
      const { onRepair, onChange } = latest.current
      const chosen = finding.repairs?.[index]
      if (onRepair) onRepair(finding, index)
      else if (chosen) onChange?.(repairedText(opened.current?.text() ?? latest.current.text, chosen))
    }
    describeText(model, { kind: props.kind, facts: props.facts ?? {}, findings: findings ?? [], repair, sayRepair: latestSay.current })
    const here = (findings ?? []).filter((finding) => finding.file === undefined || finding.file === name)
    monaco.editor.setModelMarkers(model, 'checks', markersOf(monaco, model, here))
  }, [monaco, findings, name, props.kind, props.facts])

  useEffect(() => {
    const code = live.current
    const model = code?.getModel()
    if (!goTo || !code || !model) return
    const range = rangeOf(monaco, model, { path: [], severity: 'info', rule: '', message: '', ...goTo })
    code.setSelection(range)
    code.revealRangeInCenterIfOutsideViewport(range)
    code.focus()
  }, [goTo, monaco])

  const run = (action: string) => void live.current?.getAction(action)?.run()
  return (
    <div className={cx('flex min-h-48 flex-col', props.className)}>
      <EditorBar
        label={label}
        name={name}
        text={() => opened.current?.text() ?? text}
        tabLeaves={tabLeaves || isReadOnly}
        isReadOnly={isReadOnly}
        hintId={hintId}
        onFind={() => run('actions.find')}
        {...(language === 'yaml' && !isReadOnly ? { onFormat: () => run('editor.action.formatDocument') } : {})}
      />
      <div ref={box} className="min-h-0 flex-1" data-editor={language} />
    </div>
  )
}
