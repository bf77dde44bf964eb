'use client'

import { useCallback, useRef } from 'react'
import type { EditorProps } from '@/components/editor/editor-props'
import { PlainEditor } from '@/components/editor/PlainEditor'
import { useMonaco } from '@/components/editor/use-monaco'

const loadView = async () => (await import('@/components/editor/MonacoEditor')).MonacoEditor

/**
 * A text edited as code, which holds what is typed: `text` need not follow every key, and another `text` replaces it. Monaco, loaded when it is needed; until then, and when it cannot be loaded, a text area with the same text.
 * Fills its box: give `className` a height.
 */
export function Editor(props: EditorProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  const takeover = useRef<{ start: number; end: number }>(undefined)
  const loaded = useMonaco(loadView, () => {
    const element = area.current
    if (element && document.activeElement === element) takeover.current = { start: element.selectionStart, end: element.selectionEnd }
  })
  // What is typed before Monaco is there, and not yet in `text`, goes on in it.
  const typed = useRef(props.text)
  const given = useRef(props.text)
  if (given.current !== props.text) {
    given.current = props.text
    typed.current = props.text
  }
  const { onChange } = props
  const change = useCallback(
    (text: string) => {
      typed.current = text
      onChange?.(text)
    },
    [onChange],
  )
  const editing = { ...props, ...(onChange ? { onChange: change } : {}) }
  if (!loaded) return <PlainEditor {...editing} areaRef={area} />
  return <loaded.view {...editing} text={typed.current} monaco={loaded.monaco} takeover={takeover.current} />
}
