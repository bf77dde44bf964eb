'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Activity, Check, LoaderCircle, X } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components'
import { EntryStatus } from '@/components/activity/EntryStatus'
import { hrefOf, whatKey } from '@/components/activity/entry-words'
import { Button } from '@/components/ui/Button'
import { buttonClass } from '@/components/ui/button-style'
import { Duration } from '@/components/ui/Duration'
import { IconButton } from '@/components/ui/IconButton'
import { showProblem } from '@/components/ui/toast'
import type { ActivityEntry } from '@/lib/contract/activity'
import type { Result } from '@/lib/problems/problem'
import { trayQuery } from '@/lib/queries/activity'
import { endpointsQuery } from '@/lib/queries/endpoints'

export type DismissActivity = (input: { id?: string }) => Promise<Result<unknown>>

/** What runs and what has ended since one last looked (S5): a link to each, ended ones stay until dismissed. The count is announced politely. */
export function RunningOperations(props: { dismiss: DismissActivity }) {
  const t = useTranslations('frame')
  const [isOpen, setOpen] = useState(false)
  const client = useQueryClient()
  const { data } = useQuery(trayQuery())
  const entries = data?.entries ?? []
  const running = entries.filter((entry) => entry.status === 'InProgress')
  const failed = entries.filter((entry) => entry.status === 'Failed')
  const count = t('running', { count: running.length })
  const dismiss = async (id?: string) => {
    const result = await props.dismiss(id === undefined ? {} : { id })
    if (!result.ok) showProblem(t('tray.notDismissed'), result.problem)
    await client.invalidateQueries({ queryKey: ['activity', 'tray'] })
  }
  const label = running.length > 0 ? count : failed.length > 0 ? t('tray.failed', { count: failed.length }) : t('tray.label')
  return (
    <>
      <span role="status" className="sr-only">
        {running.length > 0 ? count : ''}
      </span>
      <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
        <AriaButton
          aria-label={label}
          className={buttonClass({ variant: 'quiet', size: 'sm', iconOnly: running.length === 0 && failed.length === 0 })}
        >
          {running.length > 0 ? (
            <>
              <LoaderCircle className="animate-spin text-progress-icon" aria-hidden />
              <span className="num max-md:hidden">{count}</span>
              <span className="num md:hidden" aria-hidden>
                {running.length}
              </span>
            </>
          ) : failed.length > 0 ? (
            <>
              <X className="text-failure-icon" aria-hidden />
              <span className="num text-failure">{failed.length}</span>
            </>
          ) : (
            <Activity aria-hidden />
          )}
        </AriaButton>
        <Popover placement="bottom end" offset={4} className="overlay w-96 max-w-[calc(100vw-1rem)]">
          <Dialog aria-label={t('tray.label')} className="outline-none">
            {entries.length === 0 ? (
              <p className="flex items-center gap-2 px-4 py-4 text-ink-2">
                <Check className="text-success-icon" aria-hidden /> {t('tray.empty')}
              </p>
            ) : (
              <ul className="max-h-[60vh] overflow-y-auto p-1">
                {entries.map((entry) => (
                  <TrayRow key={entry.id} entry={entry} onOpen={() => setOpen(false)} onDismiss={() => void dismiss(entry.id)} />
                ))}
              </ul>
            )}
            <div className="flex items-center justify-between gap-2 border-t px-3 py-2 text-small">
              <Link href="/activity" onClick={() => setOpen(false)} className="rounded-sm text-accent-text hover:underline">
                {t('tray.all')}
              </Link>
              {entries.length > running.length ? (
                <Button size="sm" variant="quiet" onPress={() => void dismiss()}>
                  {t('tray.dismissAll')}
                </Button>
              ) : null}
            </div>
          </Dialog>
        </Popover>
      </DialogTrigger>
    </>
  )
}

function TrayRow(props: { entry: ActivityEntry; onOpen: () => void; onDismiss: () => void }) {
  const t = useTranslations()
  const { data } = useQuery(endpointsQuery())
  const { entry } = props
  const name = entry.deployment ?? entry.endpoint
  // What is gone has only its entry left; what runs is best seen at its object.
  const href = (entry.status === 'InProgress' ? hrefOf(entry, data?.endpoints ?? []) : undefined) ?? `/activity?open=${entry.id}`
  return (
    <li className="flex items-center gap-2 rounded-sm pr-1 hover:bg-hover">
      <Link href={href} onClick={props.onOpen} className="flex min-w-0 flex-1 items-center gap-2 rounded-sm px-2 py-1.5">
        <EntryStatus status={entry.status} />
        <span className="min-w-0 flex-1">
          <span className="block truncate">{t(`activity.${whatKey(entry)}`, { name })}</span>
          {entry.deployment ? <span className="block truncate text-ink-3 text-small">{entry.endpoint}</span> : null}
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
