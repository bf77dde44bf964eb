'use client'

import { useRef } from 'react'
import type { EditorProps } from '@/components/editor/editor-props'
import { PlainEditor } from '@/components/editor/PlainEditor'
import { useMonaco } from '@/components/editor/use-monaco'

const loadView = async () => (await import('@/components/editor/MonacoEditor')).MonacoEditor

/**
 * A text edited as code: Monaco, loaded when it is needed; until then, and when it cannot be loaded, a text area with the same text.
 * Fills its box: give `className` a height.
 */
export function Editor(props: EditorProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  const takeover = useRef<{ start: number; end: number }>(undefined)
  const loaded = useMonaco(loadView, () => {
    const element = area.current
    if (element && document.activeElement === element) takeover.current = { start: element.selectionStart, end: element.selectionEnd }
  })
  if (!loaded) return <PlainEditor {...props} areaRef={area} />
  return <loaded.view {...props} monaco={loaded.monaco} takeover={takeover.current} />
}
