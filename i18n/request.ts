import { cookies, headers } from 'next/headers'
import { getRequestConfig } from 'next-intl/server'
import { asLocale, localeCookie, localeFromHeader } from '@/i18n/locales'
import { messages } from '@/messages/index'

/** Language of one request: the cookie of the language menu, else what the browser asks for. The URL never carries it. */
export default getRequestConfig(async () => {
  const chosen = asLocale((await cookies()).get(localeCookie)?.value)
  const locale = chosen ?? localeFromHeader((await headers()).get('accept-language'))
  return { locale, messages: messages[locale], timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
})
