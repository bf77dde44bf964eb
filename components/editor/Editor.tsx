'use client'

import type { EditorProps } from '@/components/editor/editor-props'
import { PlainEditor } from '@/components/editor/PlainEditor'

/** A text edited as code. Fills its box: give `className` a height. */
export function Editor(props: EditorProps) {
  return <PlainEditor {...props} />
}
