'use client'

import { Copy, Focus, Link2, ListTree } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { LogRow } from '@/lib/contract/scorepoint'

/** What can be done with one line: copy it, copy a link to it, see it among its neighbours, open it whole. */
export function LogLineActions(props: {
  row: LogRow
  onCopy: (row: LogRow) => void
  onLink: (row: LogRow) => void
  onContext: ((row: LogRow) => void) | undefined
  onOpen: (row: LogRow) => void
}) {
  const t = useTranslations('logs')
  const { row, onCopy, onLink, onContext, onOpen } = props
  return (
    <span className="sticky right-2 ml-auto flex h-(--row-height) shrink-0 items-center rounded-sm border bg-raised">
      <Action label={t('copyLine')} onClick={() => onCopy(row)}>
        <Copy aria-hidden />
      </Action>
      <Action label={t('copyLink')} onClick={() => onLink(row)}>
        <Link2 aria-hidden />
      </Action>
      {onContext ? (
        <Action label={t('inContext')} onClick={() => onContext(row)}>
          <Focus aria-hidden />
        </Action>
      ) : null}
      <Action label={t('details')} onClick={() => onOpen(row)}>
        <ListTree aria-hidden />
      </Action>
    </span>
  )
}

function Action({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      onClick={(event) => {
        event.stopPropagation()
        onClick()
      }}
      className="flex h-full cursor-pointer items-center px-1.5 text-ink-2 hover:bg-hover hover:text-ink [&_svg]:size-3.5"
    >
      {children}
    </button>
  )
}
