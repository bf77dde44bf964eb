'use client'

import dynamic from 'next/dynamic'
import { useCallback, useEffect, useState } from 'react'
import type { CommandActions } from '@/components/commands/command-actions'
import { openPaletteEvent } from '@/components/commands/PaletteButton'
import { useShortcuts } from '@/components/commands/use-shortcuts'

// Loaded when first opened: no page pays for it.
const CommandPalette = dynamic(() => import('@/components/commands/CommandPalette').then((module) => module.CommandPalette), { ssr: false })
const ShortcutSheet = dynamic(() => import('@/components/commands/ShortcutSheet').then((module) => module.ShortcutSheet), { ssr: false })

/** Keyboard access to everything: the palette (Ctrl/Cmd+K), the list of shortcuts (?), single keys. Mounted once. */
export function Commands(props: { actions: CommandActions }) {
  const [open, setOpen] = useState<'palette' | 'sheet'>()
  const show = useCallback((what: 'palette' | 'sheet') => setOpen(what), [])
  useShortcuts(show)
  useEffect(() => {
    const onOpen = () => setOpen('palette')
    window.addEventListener(openPaletteEvent, onOpen)
    return () => window.removeEventListener(openPaletteEvent, onOpen)
  }, [])
  const close = () => setOpen(undefined)
  return (
    <>
      {open === 'palette' ? <CommandPalette actions={props.actions} onClose={close} onShowSheet={() => setOpen('sheet')} /> : null}
      {open === 'sheet' ? <ShortcutSheet onClose={close} /> : null}
    </>
  )
}
