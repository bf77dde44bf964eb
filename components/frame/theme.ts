'use client'

import { useSyncExternalStore } from 'react'
import { rememberChoice } from '@/components/frame/remember'
import { asTheme, type Theme, themeCookie } from '@/i18n/locales'

const changed = 'scorepoint:theme'

function subscribe(listener: () => void): () => void {
  window.addEventListener(changed, listener)
  return () => window.removeEventListener(changed, listener)
}

const current = (): Theme => asTheme(['light', 'dark'].find((name) => document.documentElement.classList.contains(name)))

/** The theme in force and how to change it, at once and for a year; every control that shows it follows. */
export function useTheme(initial: Theme): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(subscribe, current, () => initial)
  return [theme, chooseTheme]
}

/** Puts a theme in force in this browser. */
export function chooseTheme(theme: Theme): void {
  rememberChoice(themeCookie, theme)
  document.documentElement.classList.remove('light', 'dark')
  if (theme !== 'system') document.documentElement.classList.add(theme)
  window.dispatchEvent(new Event(changed))
}
