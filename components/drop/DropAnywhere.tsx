'use client'

import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import type { DropActions } from '@/components/drop/drop-actions'
import { type Dropped, droppedOf, looksLikeFile } from '@/components/drop/dropped'

// Loaded with the first drop: no page pays for it.
const DropDialog = dynamic(() => import('@/components/drop/DropDialog').then((module) => module.DropDialog), { ssr: false })

const DropHint = dynamic(() => import('@/components/drop/DropHint').then((module) => module.DropHint), { ssr: false })

/** Something that takes drops or text itself: a file field, a text field, the editor, or a place of its own. */
const isTaker = (target: EventTarget | null, what: string) => target instanceof Element && target.closest(what) !== null

/** Browsers repeat `dragover` at least this often while a file is held over the page; leaving it tells nobody for sure. */
const heldMs = 600

/** A file dropped, or a text pasted outside fields, anywhere in the studio is looked at and taken to its place. Mounted once. */
export function DropAnywhere(props: { actions: DropActions }) {
  const [dropped, setDropped] = useState<Dropped>()
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const hold = (isOver: boolean) => {
      clearTimeout(timer)
      setHeld(isOver)
      if (isOver) timer = setTimeout(() => setHeld(false), heldMs)
    }
    const isOurs = (event: DragEvent): event is DragEvent & { dataTransfer: DataTransfer } =>
      !event.defaultPrevented &&
      event.dataTransfer?.types.includes('Files') === true &&
      !isTaker(event.target, 'input[type=file],[data-drop]')
    const onDrag = (event: DragEvent) => {
      const isHere = isOurs(event)
      if (isHere) event.preventDefault()
      hold(isHere)
    }
    const onDrop = (event: DragEvent) => {
      hold(false)
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
      clearTimeout(timer)
      window.removeEventListener('dragover', onDrag)
      window.removeEventListener('drop', onDrop)
      window.removeEventListener('paste', onPaste)
    }
  }, [])
  return (
    <>
      {isHeld ? <DropHint /> : null}
      {dropped ? <DropDialog dropped={dropped} actions={props.actions} onClose={() => setDropped(undefined)} /> : null}
    </>
  )
}
