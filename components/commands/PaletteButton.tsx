'use client'

import { Command } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { IconButton } from '@/components/ui/IconButton'

/** Tells the mounted palette to open; dispatched on `window`. */
export const openPaletteEvent = 'scorepoint:open-palette'

/** The palette for those who use a mouse or a finger. */
export function PaletteButton() {
  const t = useTranslations('commands')
  return (
    <IconButton label={t('open')} onPress={() => window.dispatchEvent(new Event(openPaletteEvent))}>
      <Command aria-hidden />
    </IconButton>
  )
}
