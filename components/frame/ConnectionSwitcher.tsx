'use client'

import { ChevronDown, Laptop } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useAgentState } from '@/components/frame/agent-state'
import { cx } from '@/components/ui/class-names'
import { Menu } from '@/components/ui/Menu'

const dots = {
  online: 'bg-success-icon',
  connecting: 'bg-unknown-icon animate-pulse',
  unreachable: 'bg-failure-icon',
  signedOut: 'bg-attention-icon',
  studioGone: 'bg-failure-icon',
  faulty: 'bg-attention-icon',
} as const

/** Where the work happens and whether it answers. One connection today; the place to choose another. */
export function ConnectionSwitcher() {
  const t = useTranslations('frame')
  const { state } = useAgentState()
  const name = t('thisComputer')
  const words = t(`agent.${state}`)
  return (
    <Menu
      label={t('connectionLabel', { name, state: words })}
      placement="bottom start"
      variant="default"
      className="border-line! bg-page! font-normal!"
      sections={[[{ id: 'local', label: name, description: words, icon: <Laptop aria-hidden />, href: '/', isChosen: true }]]}
    >
      <span className={cx('size-2 rounded-full', dots[state])} aria-hidden />
      <span className="max-sm:sr-only">{name}</span>
      <ChevronDown className="size-3! text-ink-3" aria-hidden />
    </Menu>
  )
}
