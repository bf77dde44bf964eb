'use client'

import type { editor } from 'monaco-editor/editor.js'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { EditorBar } from '@/components/editor/EditorBar'
import type { EditorProps } from '@/components/editor/editor-props'
import type { Monaco } from '@/components/editor/load-monaco'
import { editorOptions, leaveWithTab } from '@/components/editor/monaco-options'
import { themeName } from '@/components/editor/monaco-theme'
import { describeText, forgetText, markersOf, rangeOf } from '@/components/editor/monaco-yaml'
import { useRepairText } from '@/components/editor/use-repair-text'
import { cx } from '@/components/ui/class-names'
import type { Finding, TextEdit } from '@/lib/contract/finding'
import { editBehindShown, editBetween, shownText } from '@/lib/domain/line-ends/line-ends'
import { repairedText } from '@/lib/domain/yaml-language/repair'

const languageOf = (name: string) => (/\.ya?ml$/i.test(name) ? 'yaml' : /\.py$/i.test(name) ? 'python' : 'plaintext')
/** Texts handed out lately: they come back as props, late ones among them, and must not undo what was typed since. */
const rememberedTexts = 20
let counter = 0

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
  /** The text as given, line ends and all, behind what the editor shows. */
  const behind = useRef(text)
  const handedOut = useRef<string[]>([])
  const isFromOutside = useRef(false)
  const [tabLeaves, setTabLeaves] = useState(false)
  const isReadOnly = props.onChange === undefined
  const language = languageOf(name)

  // biome-ignore lint/correctness/useExhaustiveDependencies: one editor per language; everything else is followed by the effects below.
  useEffect(() => {
    const element = box.current
    if (!element) return
    counter += 1
    behind.current = latest.current.text
    const model = monaco.editor.createModel(shownText(behind.current), language, monaco.Uri.parse(`inmemory://editor/${counter}`))
    model.setEOL(monaco.editor.EndOfLineSequence.LF)
    model.updateOptions({ tabSize: language === 'python' ? 4 : 2, insertSpaces: true })
    const code = monaco.editor.create(element, {
      ...editorOptions(),
      model,
      theme: themeName,
      ariaLabel: label,
      readOnly: isReadOnly,
      readOnlyMessage: { value: t('readOnly') },
    })
    live.current = code
    const change = model.onDidChangeContent((event) => {
      if (isFromOutside.current) return
      const edits: TextEdit[] = event.changes.map(({ rangeOffset, rangeLength, text: typed }) => ({
        offset: rangeOffset,
        length: rangeLength,
        text: typed,
      }))
      const next = editBehindShown(behind.current, edits)
      behind.current = next
      handedOut.current = [...handedOut.current.slice(1 - rememberedTexts), next]
      latest.current.onChange?.(next)
    })
    code.addAction({
      id: 'scorepoint.save',
      label: t('save'),
      keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS],
      run: () => latest.current.onSave?.(),
    })
    const leaving = leaveWithTab(monaco, code, t('tabAction'), setTabLeaves)
    const { takeover } = latest.current
    if (takeover) {
      code.setSelection(monaco.Range.fromPositions(model.getPositionAt(takeover.start), model.getPositionAt(takeover.end)))
      code.focus()
    }
    return () => {
      leaving.dispose()
      change.dispose()
      forgetText(model)
      code.dispose()
      model.dispose()
      live.current = undefined
    }
  }, [monaco, language])

  useEffect(() => live.current?.updateOptions({ readOnly: isReadOnly, ariaLabel: label }), [isReadOnly, label])

  useEffect(() => {
    const model = live.current?.getModel()
    if (!model || text === behind.current || handedOut.current.includes(text)) return
    // From outside (a field of the form, a repair): the smallest edit, so that cursor, folding and undo stay.
    behind.current = text
    handedOut.current = []
    const { offset, length, text: typed } = editBetween(model.getValue(), shownText(text))
    const range = monaco.Range.fromPositions(model.getPositionAt(offset), model.getPositionAt(offset + length))
    isFromOutside.current = true
    model.pushStackElement()
    model.pushEditOperations(null, [{ range, text: typed }], () => null)
    model.pushStackElement()
    isFromOutside.current = false
  }, [text, monaco])

  useEffect(() => {
    const model = live.current?.getModel()
    if (!model) return
    const repair = (finding: Finding, index: number) => {
      const { onRepair, onChange } = latest.current
      const chosen = finding.repairs?.[index]
      if (onRepair) onRepair(finding, index)
      else if (chosen) onChange?.(repairedText(behind.current, chosen))
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
        text={() => behind.current}
        tabLeaves={tabLeaves || isReadOnly}
        isReadOnly={isReadOnly}
        onFind={() => run('actions.find')}
        {...(language === 'yaml' && !isReadOnly ? { onFormat: () => run('editor.action.formatDocument') } : {})}
      />
      <div ref={box} className="min-h-0 flex-1" data-editor={language} />
    </div>
  )
}
