'use client'

import { QueryClientProvider } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { I18nProvider, RouterProvider } from 'react-aria-components'
import { Toaster } from '@/components/ui/Toaster'
import { createQueryClient } from '@/lib/queries/client'

/** What every page of the studio stands on: react-query, client-side links in menus and tabs, number and date notation, toasts. */
export function Providers(props: { locale: string; children: ReactNode }) {
  const router = useRouter()
  const [client] = useState(createQueryClient)
  return (
    <QueryClientProvider client={client}>
      <I18nProvider locale={props.locale}>
        <RouterProvider navigate={(path) => router.push(path)}>{props.children}</RouterProvider>
        <Toaster />
      </I18nProvider>
    </QueryClientProvider>
  )
}
