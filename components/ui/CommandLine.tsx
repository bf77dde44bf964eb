'use client'

import { useTranslations } from 'next-intl'
import { CopyButton } from '@/components/ui/CopyButton'

/** A command to be pasted into a terminal, on one line with its copy button. */
export function CommandLine({ command }: { command: string }) {
  const t = useTranslations('ui')
  return (
    <span className="flex w-fit max-w-full items-center gap-1 rounded-control bg-sunken px-2.5">
      <code className="min-w-0 py-1 [overflow-wrap:anywhere]">{command}</code>
      <CopyButton what={t('command')} text={command} />
    </span>
  )
}
