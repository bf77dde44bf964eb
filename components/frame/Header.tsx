'use client'

import { Menu as MenuIcon } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { PaletteButton } from '@/components/commands/PaletteButton'
import { Breadcrumb } from '@/components/frame/Breadcrumb'
import { ConnectionSwitcher } from '@/components/frame/ConnectionSwitcher'
import { Logo } from '@/components/frame/Logo'
import { PreferencesMenu } from '@/components/frame/PreferencesMenu'
import { places } from '@/components/frame/places'
import { type DismissActivity, RunningOperations } from '@/components/frame/RunningOperations'
import { Menu } from '@/components/ui/Menu'
import type { Theme } from '@/i18n/locales'

/** 48 px on top of every page: mark, connection, where one is, what runs, preferences. */
export function Header(props: { theme: Theme; dismissActivity: DismissActivity }) {
  const t = useTranslations('frame')
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b bg-raised px-2 md:gap-3 md:px-4">
      <div className="md:hidden">
        <Menu
          label={t('navigation')}
          placement="bottom start"
          sections={[places.map((place) => ({ id: place.id, label: t(`places.${place.id}`), icon: place.icon, href: place.href }))]}
        >
          <MenuIcon aria-hidden />
        </Menu>
      </div>
      <Link href="/" className="flex items-center gap-2 rounded-control font-[680] tracking-[-0.015em] md:w-[188px]">
        <span className="text-accent-text">
          <Logo />
        </span>
        <span className="max-md:sr-only">Scorepoint</span>
      </Link>
      <ConnectionSwitcher />
      <Breadcrumb />
      <div className="ml-auto flex items-center gap-1">
        <PaletteButton />
        <RunningOperations dismiss={props.dismissActivity} />
        <PreferencesMenu theme={props.theme} />
      </div>
    </header>
  )
}
