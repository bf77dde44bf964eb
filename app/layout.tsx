import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import { NextIntlClientProvider } from 'next-intl'
import { getLocale } from 'next-intl/server'
import type { ReactNode } from 'react'
import { fontClasses } from '@/app/fonts'
import { Providers } from '@/components/frame/Providers'
import { asTheme, themeCookie } from '@/i18n/locales'
import '@/app/globals.css'

export const metadata: Metadata = { title: { default: 'Scorepoint', template: '%s – Scorepoint' }, robots: { index: false } }
export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' }

/** Reads cookies, so every page is dynamic: the nonce of the content security policy and the theme are right in the first byte. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await getLocale()
  const theme = asTheme((await cookies()).get(themeCookie)?.value)
  return (
    <html lang={locale} className={theme === 'system' ? fontClasses : `${fontClasses} ${theme}`}>
      <body>
        <NextIntlClientProvider>
          <Providers locale={locale}>{children}</Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  )
}
