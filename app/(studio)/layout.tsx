import { HydrationBoundary } from '@tanstack/react-query'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { dismissActivityAction } from '@/app/(studio)/activity/actions'
import { cancelOperationAction, setRunningAction } from '@/app/(studio)/endpoints/[endpoint]/actions'
import { projectOfUploadAction } from '@/app/(studio)/projects/actions'
import { StudioFrame } from '@/components/frame/StudioFrame'
import { asTheme, navCookie, themeCookie } from '@/i18n/locales'
import { prefetchEndpoints } from '@/lib/server/prefetch'
import { requireSession } from '@/lib/server/session'

/** The frame around every page of a signed-in person. Pages check the session themselves again: layouts do not run on every navigation. */
export default async function StudioLayout({ children }: { children: ReactNode }) {
  await requireSession()
  const [jar, endpoints] = await Promise.all([cookies(), prefetchEndpoints()])
  return (
    <HydrationBoundary state={endpoints}>
      <StudioFrame
        theme={asTheme(jar.get(themeCookie)?.value)}
        isNavCollapsed={jar.get(navCookie)?.value === 'collapsed'}
        dismissActivity={dismissActivityAction}
        dropActions={{ projectOfUpload: projectOfUploadAction }}
        commandActions={{ setRunning: setRunningAction, cancelOperation: cancelOperationAction }}
      >
        {children}
      </StudioFrame>
    </HydrationBoundary>
  )
}
