'use client'

import { useTranslations } from 'next-intl'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { EditorProps } from '@/components/editor/editor-props'
import { cx } from '@/components/ui/class-names'
import { useHydrated } from '@/components/ui/hydrated'
import { editBehindShown, editBetween, shownText } from '@/lib/domain/line-ends/line-ends'

/** The editor without Monaco: what stands there until it is loaded, and for good when it cannot be. Tab leaves it. */
export function PlainEditor(props: EditorProps & { areaRef?: RefObject<HTMLTextAreaElement | null> }) {
  const { onChange, onSave, goTo } = props
  // The page may follow later than every key.
  const [text, setText] = useState(props.text)
  const given = useRef(props.text)
  if (given.current !== props.text) {
    given.current = props.text
    setText(props.text)
  }
  const t = useTranslations('editor')
  const hydrated = useHydrated()
  const own = useRef<HTMLTextAreaElement>(null)
  const area = props.areaRef ?? own
  useEffect(() => {
    const element = area.current
    if (!goTo || !element) return
    const lines = element.value.split('\n')
    const before = lines.slice(0, goTo.line - 1).reduce((sum, line) => sum + line.length + 1, 0)
    const start = before + (goTo.column ?? 1) - 1
    const end = goTo.endLine === goTo.line && goTo.endColumn ? before + goTo.endColumn - 1 : start
    element.focus()
    element.setSelectionRange(start, end)
    element.scrollTop = Math.max(0, (element.scrollHeight / Math.max(1, lines.length)) * (goTo.line - 4))
  }, [goTo, area])
  const shown = shownText(text)
  const bad = props.findings?.some((finding) => finding.severity === 'error') ?? false
  return (
    <textarea
      ref={area}
      aria-label={props.label}
      aria-invalid={bad}
      aria-readonly={onChange === undefined}
      title={onChange ? undefined : t('readOnly')}
      spellCheck={false}
      autoCapitalize="off"
      autoCorrect="off"
      wrap="off"
      readOnly={onChange === undefined || !hydrated}
      value={shown}
      onChange={(event) => {
        const typed = editBehindShown(text, [editBetween(shown, event.target.value)])
        setText(typed)
        onChange?.(typed)
      }}
      onSelect={({ currentTarget: { value, selectionStart } }) => props.onCursor?.(value.slice(0, selectionStart).split('\n').length)}
      onKeyDown={(event) => {
        if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || !onSave) return
        event.preventDefault()
        onSave()
      }}
      className={cx(
        'block h-full min-h-48 w-full resize-none overflow-auto whitespace-pre bg-raised px-3 py-2 font-mono text-ink text-small leading-5 -outline-offset-2',
        props.className,
      )}
    />
  )
}
