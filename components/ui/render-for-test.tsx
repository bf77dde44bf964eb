import { QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { SearchParamsContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime'
import { NextIntlClientProvider } from 'next-intl'
import { type ReactElement, type ReactNode, useEffect, useState } from 'react'
import { I18nProvider } from 'react-aria-components'
import { vi } from 'vitest'
import type { Locale } from '@/i18n/locales'
import { createQueryClient } from '@/lib/queries/client'
import { messages } from '@/messages/index'

/** As Next does: `history.replaceState` changes what `useSearchParams` answers. */
function AddressBar({ children }: { children: ReactNode }) {
  const [params, setParams] = useState(() => new URLSearchParams(window.location.search))
  useEffect(() => {
    const replaceState = window.history.replaceState
    window.history.replaceState = (...args) => {
      replaceState.apply(window.history, args)
      setParams(new URLSearchParams(window.location.search))
    }
    return () => {
      window.history.replaceState = replaceState
    }
  }, [])
  return <SearchParamsContext.Provider value={params}>{children}</SearchParamsContext.Provider>
}

/** Renders a component as a page of the studio would: words, number notation, query client, address, a recording router. Test files need jsdom. */
export function renderInStudio(element: ReactElement, options: { locale?: Locale } = {}) {
  const locale = options.locale ?? 'en'
  const router = {
    push: vi.fn(),
    replace: vi.fn(),
    refresh: vi.fn(),
    back: vi.fn(),
    forward: vi.fn(),
    prefetch: vi.fn(),
    bfcacheId: 'test',
  }
  const client = createQueryClient()
  function Studio({ children }: { children: ReactNode }) {
    return (
      <AppRouterContext.Provider value={router}>
        <QueryClientProvider client={client}>
          <NextIntlClientProvider locale={locale} messages={messages[locale]} timeZone="UTC">
            <I18nProvider locale={locale}>
              <AddressBar>{children}</AddressBar>
            </I18nProvider>
          </NextIntlClientProvider>
        </QueryClientProvider>
      </AppRouterContext.Provider>
    )
  }
  return { ...render(element, { wrapper: Studio }), router, client }
}
