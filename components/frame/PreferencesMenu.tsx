'use client'

import { LogOut, Monitor, Moon, Settings2, Sun } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useLanguage } from '@/components/frame/language'
import { useTheme } from '@/components/frame/theme'
import { Menu } from '@/components/ui/Menu'
import { locales, type Theme, themes } from '@/i18n/locales'

const themeIcons = { system: <Monitor aria-hidden />, light: <Sun aria-hidden />, dark: <Moon aria-hidden /> } as const

/** Theme, language, sign-out. Both choices apply at once and keep what is typed on the page. */
export function PreferencesMenu(props: { theme: Theme; canSignOut?: boolean }) {
  const t = useTranslations('frame')
  const [locale, chooseLanguage] = useLanguage()
  const [theme, chooseTheme] = useTheme(props.theme)
  const signOut = async () => {
    await fetch('/api/session', { method: 'DELETE' })
    window.location.assign('/signin')
  }
  const themeEntries = themes.map((choice) => ({
    id: `theme-${choice}`,
    label: t(`themes.${choice}`),
    icon: themeIcons[choice],
    isChosen: theme === choice,
    onAction: () => chooseTheme(choice),
  }))
  const languageEntries = locales.map((choice) => ({
    id: `language-${choice}`,
    label: t(`languages.${choice}`),
    icon: <span className="mt-px w-4 text-center font-mono text-[0.6875rem] text-ink-3 uppercase">{choice}</span>,
    isChosen: locale === choice,
    onAction: () => chooseLanguage(choice),
  }))
  const sections = [themeEntries, languageEntries]
  return (
    <Menu
      label={t('preferences')}
      sections={
        props.canSignOut === false
          ? sections
          : [...sections, [{ id: 'signout', label: t('signOut'), icon: <LogOut aria-hidden />, onAction: signOut }]]
      }
    >
      <Settings2 aria-hidden />
    </Menu>
  )
}
