'use client'

import { useLocale } from 'next-intl'
import { type ComponentType, useEffect, useRef, useState } from 'react'
import type { EditorProps } from '@/components/editor/editor-props'
import { loadMonaco, type Monaco } from '@/components/editor/load-monaco'
import { PlainEditor } from '@/components/editor/PlainEditor'

type Loaded = {
  monaco: Monaco
  MonacoEditor: ComponentType<EditorProps & { monaco: Monaco; takeover: { start: number; end: number } | undefined }>
  takeover: { start: number; end: number } | undefined
}

/**
 * A text edited as code: Monaco, loaded when it is needed; until then, and when it cannot be loaded, a text area with the same text.
 * Fills its box: give `className` a height.
 */
export function Editor(props: EditorProps) {
  const locale = useLocale()
  const area = useRef<HTMLTextAreaElement>(null)
  const [loaded, setLoaded] = useState<Loaded>()
  useEffect(() => {
    let isGone = false
    Promise.all([loadMonaco(locale), import('@/components/editor/MonacoEditor')])
      .then(([monaco, { MonacoEditor }]) => {
        const element = area.current
        const isInUse = element !== null && document.activeElement === element
        const takeover = isInUse ? { start: element.selectionStart, end: element.selectionEnd } : undefined
        if (!isGone) setLoaded({ monaco, MonacoEditor, takeover })
      })
      // Blocked, offline or too old a browser: the text area stays, with everything the checks say around it.
      .catch((error: unknown) => console.warn('The code editor could not be loaded; a text area stands in for it.', error))
    return () => {
      isGone = true
    }
  }, [locale])
  if (!loaded) return <PlainEditor {...props} areaRef={area} />
  return <loaded.MonacoEditor {...props} monaco={loaded.monaco} takeover={loaded.takeover} />
}
