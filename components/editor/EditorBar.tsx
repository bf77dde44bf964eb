'use client'

import { AlignLeft, Download, Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { CopyButton } from '@/components/ui/CopyButton'
import { IconButton } from '@/components/ui/IconButton'

/** What can be done with the text as a whole, and how the keyboard leaves it. */
export function EditorBar(props: {
  label: string
  name: string
  text: () => string
  tabLeaves: boolean
  isReadOnly: boolean
  /** Of the line that says how the keyboard leaves. */
  hintId: string
  onFind?: () => void
  onFormat?: () => void
}) {
  const t = useTranslations('editor')
  const { onFind, onFormat } = props
  function download() {
    const address = URL.createObjectURL(new Blob([props.text()], { type: 'text/plain' }))
    const link = document.createElement('a')
    link.href = address
    link.download = props.name.split('/').pop() ?? 'text'
    link.click()
    // The download has begun with the click; the address is needed no longer than this turn.
    setTimeout(() => URL.revokeObjectURL(address), 0)
  }
  return (
    <div className="painted-apart flex min-h-8 items-center gap-0.5 border-b py-0.5 pr-1 pl-3">
      <p id={props.hintId} role="status" className="min-w-0 flex-1 py-1 text-ink-3 text-small leading-4">
        {props.isReadOnly ? t('readOnlyHint') : t(props.tabLeaves ? 'tabLeaves' : 'tabStays')}
      </p>
      {onFind ? (
        <IconButton label={t('find')} size="sm" variant="quiet" onPress={onFind}>
          <Search aria-hidden />
        </IconButton>
      ) : null}
      {onFormat ? (
        <IconButton label={t('format')} size="sm" variant="quiet" onPress={onFormat}>
          <AlignLeft aria-hidden />
        </IconButton>
      ) : null}
      <CopyButton what={props.label} getText={async () => props.text()} />
      <IconButton label={t('download')} size="sm" variant="quiet" onPress={download}>
        <Download aria-hidden />
      </IconButton>
    </div>
  )
}
