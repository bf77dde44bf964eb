'use client'

import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useEffect } from 'react'
import { Toaster as Sonner } from 'sonner'
import { toasterIsThere } from '@/components/ui/toast'

/** Mounted once in the studio layout, loaded after the page (components/ui/toast.tsx). Use showSuccess / showProblem of it. */
export function Toaster() {
  // Effects of children run first: by now the toaster below listens.
  useEffect(toasterIsThere, [])
  return (
    <Sonner
      position="bottom-right"
      visibleToasts={3}
      closeButton
      offset={16}
      icons={{
        success: <CircleCheck className="text-success-icon" />,
        error: <CircleAlert className="text-failure-icon" />,
        close: <X className="size-3.5!" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: 'overlay flex w-[22rem] max-w-[calc(100vw-2rem)] items-start gap-2.5 px-3 py-2.5 text-ink relative pr-8',
          title: 'font-[540]',
          description: 'text-small text-ink-2',
          closeButton: 'absolute right-2 top-2 text-ink-3 hover:text-ink',
          content: 'min-w-0 [overflow-wrap:anywhere]',
          actionButton: 'text-accent-text text-small font-[540] hover:underline ml-auto shrink-0 whitespace-nowrap',
        },
      }}
    />
  )
}
