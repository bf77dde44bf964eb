import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { pageTitle } from '@/components/frame/page-title'
import { LogsView } from '@/components/logs/LogsView'
import { requireSession } from '@/lib/server/session'

interface Props {
  params: Promise<{ endpoint: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, frame] = await Promise.all([getTranslations('overview'), getTranslations('frame')])
  return pageTitle(t('tab.logs'), decodeURIComponent((await params).endpoint), frame('thisComputer'))
}

/** The merged log of one deployment; what is shown is in the address. */
export default async function LogsPage() {
  await requireSession()
  return <LogsView />
}
