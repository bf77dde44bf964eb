'use client'

import { useQueryClient } from '@tanstack/react-query'
import { usePathname, useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { keyTarget, placeTarget } from '@/components/commands/shortcut-keys'
import { isSingleKey } from '@/components/commands/single-keys'
import { endpointsQuery } from '@/lib/queries/endpoints'

/** The second key of `g …` must follow within this time. */
const secondKeyMs = 1500

/** Listens for the whole page: Ctrl/Cmd+K always, single keys unless one is typing or they are switched off (K4). */
export function useShortcuts(open: (what: 'palette' | 'sheet') => void): void {
  const router = useRouter()
  const pathname = usePathname()
  const client = useQueryClient()
  useEffect(() => {
    let goUntil = 0
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        open('palette')
        return
      }
      if (!isSingleKey(event)) return
      const isSecond = performance.now() < goUntil
      goUntil = 0
      if (isSecond) return follow(placeTarget(event.key), event)
      switch (event.key) {
        case 'g':
          goUntil = performance.now() + secondKeyMs
          return
        case '?':
          event.preventDefault()
          return open('sheet')
        case '/':
          return focusFilter(event)
        default:
          follow(keyTarget(event.key, pathname, client.getQueryData(endpointsQuery().queryKey)?.endpoints ?? []), event)
      }
    }
    const follow = (href: string | undefined, event: KeyboardEvent) => {
      if (href === undefined || event.shiftKey) return
      event.preventDefault()
      router.push(href)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [router, pathname, client, open])
}

function focusFilter(event: KeyboardEvent): void {
  const filter = document.querySelector<HTMLInputElement>('#main input[type="search"]:not([disabled])')
  if (!filter) return
  event.preventDefault()
  filter.focus()
  filter.select()
}
