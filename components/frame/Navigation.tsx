'use client'

import { PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { isInside, places } from '@/components/frame/places'
import { cx } from '@/components/ui/class-names'
import { IconButton } from '@/components/ui/IconButton'

/** Left navigation, 216 px or icons only; below 768 px the header's menu takes its place. */
export function Navigation(props: { isCollapsed: boolean; onToggle: () => void }) {
  const t = useTranslations('frame')
  const pathname = usePathname()
  const { isCollapsed } = props
  return (
    <nav
      aria-label={t('navigation')}
      className={cx(
        'sticky top-12 hidden h-[calc(100dvh-3rem)] shrink-0 flex-col border-r px-2 py-3 md:flex',
        isCollapsed ? 'w-13' : 'w-54',
      )}
    >
      <ul className="flex flex-col gap-0.5">
        {places.map((place) => {
          const isHere = isInside(place, pathname)
          return (
            <li key={place.id}>
              <Link
                href={place.href}
                {...(isHere ? { 'aria-current': 'page' as const } : {})}
                {...(isCollapsed ? { 'aria-label': t(`places.${place.id}`), title: t(`places.${place.id}`) } : {})}
                className={cx(
                  'flex h-8 items-center gap-2.5 rounded-control px-2.5 transition-colors duration-[120ms]',
                  isHere ? 'bg-accent-soft font-[560] text-ink [&_svg]:text-accent-text' : 'text-ink-2 hover:bg-hover hover:text-ink',
                )}
              >
                {place.icon}
                {isCollapsed ? null : t(`places.${place.id}`)}
              </Link>
            </li>
          )
        })}
      </ul>
      <div className="mt-auto">
        <IconButton label={t(isCollapsed ? 'expand' : 'collapse')} onPress={props.onToggle}>
          {isCollapsed ? <PanelLeftOpen aria-hidden /> : <PanelLeftClose aria-hidden />}
        </IconButton>
      </div>
    </nav>
  )
}
