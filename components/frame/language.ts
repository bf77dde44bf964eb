'use client'

import { useRouter } from 'next/navigation'
import { useLocale } from 'next-intl'
import { rememberChoice } from '@/components/frame/remember'
import { type Locale, localeCookie } from '@/i18n/locales'

/** The language in force and how to change it; what is typed on the page stays. */
export function useLanguage(): [Locale, (locale: Locale) => void] {
  const router = useRouter()
  const locale = useLocale()
  const choose = (chosen: Locale) => {
    rememberChoice(localeCookie, chosen)
    router.refresh()
  }
  return [locale, choose]
}
