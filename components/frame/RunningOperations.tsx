'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Activity, LoaderCircle, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { buttonClass } from '@/components/ui/button-style'
import { useOnceOpen } from '@/components/ui/once-open'
import { showProblem } from '@/components/ui/toast'
import type { Result } from '@/lib/problems/problem'
import { trayQuery } from '@/lib/queries/activity'

// Loaded when it is about to be opened: every page has it.
const loadTray = () => import('@/components/frame/Tray')
const Tray = dynamic(() => loadTray().then((module) => module.Tray), { ssr: false })
// A failure of the load ahead is found again, and shown, by the opening itself.
const loadAhead = () => void loadTray().catch(() => undefined)

export type DismissActivity = (input: { id?: string }) => Promise<Result<unknown>>

/** What runs and what has ended since one last looked (S5): a link to each, ended ones stay until dismissed. The count is announced politely. */
export function RunningOperations(props: { dismiss: DismissActivity }) {
  const t = useTranslations('frame')
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const wasOpened = useOnceOpen(isOpen)
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
      <AriaButton
        ref={button}
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onHoverStart={loadAhead}
        onFocus={loadAhead}
        onPress={() => setOpen(!isOpen)}
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
      {wasOpened ? (
        <Tray entries={entries} trigger={button} isOpen={isOpen} onOpenChange={setOpen} onDismiss={(id) => void dismiss(id)} />
      ) : null}
    </>
  )
}
