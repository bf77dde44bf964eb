'use client'

import { QueryClientProvider } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { I18nProvider, RouterProvider } from 'react-aria-components'
import { createQueryClient } from '@/lib/queries/client'

const Toaster = dynamic(() => import('@/components/ui/Toaster').then((module) => module.Toaster), { ssr: false })

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
