'use client'

import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import type { DropActions } from '@/components/drop/drop-actions'
import { type Dropped, droppedOf, looksLikeFile } from '@/components/drop/dropped'

// Loaded with the first drop: no page pays for it.
const DropDialog = dynamic(() => import('@/components/drop/DropDialog').then((module) => module.DropDialog), { ssr: false })

/** Something that takes drops or text itself: a file field, a text field, the editor, or a place of its own. */
const isTaker = (target: EventTarget | null, what: string) => target instanceof Element && target.closest(what) !== null

/** A file dropped, or a text pasted outside fields, anywhere in the studio is looked at and taken to its place. Mounted once. */
export function DropAnywhere(props: { actions: DropActions }) {
  const [dropped, setDropped] = useState<Dropped>()
  useEffect(() => {
    const isOurs = (event: DragEvent): event is DragEvent & { dataTransfer: DataTransfer } =>
      !event.defaultPrevented &&
      event.dataTransfer?.types.includes('Files') === true &&
      !isTaker(event.target, 'input[type=file],[data-drop]')
    const onDrag = (event: DragEvent) => {
      if (isOurs(event)) event.preventDefault()
    }
    const onDrop = (event: DragEvent) => {
      if (!isOurs(event)) return
      event.preventDefault()
      setDropped(droppedOf(event.dataTransfer))
    }
    const onPaste = (event: ClipboardEvent) => {
      if (event.defaultPrevented || isTaker(event.target, 'input,textarea,[contenteditable],[role=textbox],[role=dialog]')) return
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (looksLikeFile(text)) setDropped({ files: [], folders: [], text })
    }
    window.addEventListener('dragover', onDrag)
    window.addEventListener('drop', onDrop)
    window.addEventListener('paste', onPaste)
    return () => {
      window.removeEventListener('dragover', onDrag)
      window.removeEventListener('drop', onDrop)
      window.removeEventListener('paste', onPaste)
    }
  }, [])
  return dropped ? <DropDialog dropped={dropped} actions={props.actions} onClose={() => setDropped(undefined)} /> : null
}
