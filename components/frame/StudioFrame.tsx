'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { Commands } from '@/components/commands/Commands'
import type { CommandActions } from '@/components/commands/command-actions'
import { DropAnywhere } from '@/components/drop/DropAnywhere'
import type { DropActions } from '@/components/drop/drop-actions'
import { Header } from '@/components/frame/Header'
import { Navigation } from '@/components/frame/Navigation'
import type { DismissActivity } from '@/components/frame/RunningOperations'
import { rememberChoice } from '@/components/frame/remember'
import { StateBar } from '@/components/frame/StateBar'
import { navCookie, type Theme } from '@/i18n/locales'
import { useLiveEvents } from '@/lib/queries/live'

/** Header, left navigation, state bar and main landmark: mounted once, lives over navigation. */
export function StudioFrame(props: {
  theme: Theme
  isNavCollapsed: boolean
  dismissActivity: DismissActivity
  commandActions: CommandActions
  dropActions: DropActions
  children: ReactNode
}) {
  const t = useTranslations('frame')
  const [isCollapsed, setCollapsed] = useState(props.isNavCollapsed)
  useLiveEvents()
  const toggle = () => {
    rememberChoice(navCookie, isCollapsed ? 'open' : 'collapsed')
    setCollapsed(!isCollapsed)
  }
  return (
    <>
      <a
        href="#main"
        className="sr-only z-60 rounded-control bg-accent px-3 py-1.5 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('skip')}
      </a>
      <div className="flex min-h-dvh flex-col">
        <Header theme={props.theme} dismissActivity={props.dismissActivity} />
        <StateBar />
        <Commands actions={props.commandActions} />
        <DropAnywhere actions={props.dropActions} />
        <div className="flex flex-1">
          <Navigation isCollapsed={isCollapsed} onToggle={toggle} />
          {/* `>`: a wish of the page itself, so that nothing inserted deep in it, as with every key of an editor, has it looked for. */}
          <main
            id="main"
            tabIndex={-1}
            className="min-w-0 max-w-[1328px] flex-1 px-4 pb-8 outline-none has-[>.full-width]:max-w-none md:px-6"
          >
            {props.children}
          </main>
        </div>
      </div>
    </>
  )
}
