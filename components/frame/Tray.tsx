'use client'

import { useQuery } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { RefObject } from 'react'
import { Dialog, Popover } from 'react-aria-components'
import { EntryStatus } from '@/components/activity/EntryStatus'
import { hrefOf, whatKey } from '@/components/activity/entry-words'
import { useChangeText } from '@/components/activity/use-change-text'
import { Button } from '@/components/ui/Button'
import { Duration } from '@/components/ui/Duration'
import { IconButton } from '@/components/ui/IconButton'
import type { ActivityEntry } from '@/lib/contract/activity'
import { endpointsQuery } from '@/lib/queries/endpoints'

/** What opens below the count of running operations. */
export function Tray(props: {
  entries: readonly ActivityEntry[]
  trigger: RefObject<HTMLButtonElement | null>
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  /** One entry, or all that have ended. */
  onDismiss: (id?: string) => void
}) {
  const t = useTranslations('frame')
  const { entries } = props
  const close = () => props.onOpenChange(false)
  return (
    <Popover
      triggerRef={props.trigger}
      isOpen={props.isOpen}
      onOpenChange={props.onOpenChange}
      placement="bottom end"
      offset={4}
      className="overlay w-96 max-w-[calc(100vw-1rem)]"
    >
      <Dialog aria-label={t('tray.label')} className="outline-none">
        {entries.length === 0 ? (
          <p className="flex items-center gap-2 px-4 py-4 text-ink-2">
            <Check className="text-success-icon" aria-hidden /> {t('tray.empty')}
          </p>
        ) : (
          <ul className="max-h-[60vh] overflow-y-auto p-1">
            {entries.map((entry) => (
              <TrayRow key={entry.id} entry={entry} onOpen={() => close()} onDismiss={() => props.onDismiss(entry.id)} />
            ))}
          </ul>
        )}
        <div className="flex items-center justify-between gap-2 border-t px-3 py-2 text-small">
          <Link href="/activity" onClick={() => close()} className="rounded-sm text-accent-text hover:underline">
            {t('tray.all')}
          </Link>
          {entries.some((entry) => entry.status !== 'InProgress') ? (
            <Button size="sm" variant="quiet" onPress={() => props.onDismiss()}>
              {t('tray.dismissAll')}
            </Button>
          ) : null}
        </div>
      </Dialog>
    </Popover>
  )
}

function TrayRow(props: { entry: ActivityEntry; onOpen: () => void; onDismiss: () => void }) {
  const t = useTranslations()
  const { data } = useQuery(endpointsQuery())
  const { entry } = props
  const name = entry.deployment ?? entry.endpoint
  const changes = useChangeText()(entry.operation?.changes)
  const details = [entry.deployment === undefined ? '' : entry.endpoint, changes].filter(Boolean).join(' · ')
  // What is gone has only its entry left; what runs is best seen at its object.
  const href = (entry.status === 'InProgress' ? hrefOf(entry, data?.endpoints ?? []) : undefined) ?? `/activity?open=${entry.id}`
  return (
    <li className="flex items-center gap-2 rounded-sm pr-1 hover:bg-hover">
      <Link href={href} onClick={props.onOpen} className="flex min-w-0 flex-1 items-center gap-2 rounded-sm px-2 py-1.5">
        <EntryStatus status={entry.status} />
        <span className="min-w-0 flex-1">
          <span className="block truncate">{t(`activity.${whatKey(entry)}`, { name })}</span>
          {details === '' ? null : <span className="block truncate text-ink-3 text-small">{details}</span>}
        </span>
        {entry.status === 'InProgress' ? <Duration since={entry.startedAt} className="text-ink-3 text-small" /> : null}
      </Link>
      {entry.status === 'InProgress' ? null : (
        <IconButton label={t('frame.tray.dismiss', { name })} size="sm" onPress={props.onDismiss}>
          <X aria-hidden />
        </IconButton>
      )}
    </li>
  )
}
