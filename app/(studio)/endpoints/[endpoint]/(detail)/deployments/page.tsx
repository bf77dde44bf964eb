import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { pageTitle } from '@/components/frame/page-title'
import { DeploymentsView } from '@/components/overview/DeploymentsView'
import { requireSession } from '@/lib/server/session'

interface Props {
  params: Promise<{ endpoint: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, frame] = await Promise.all([getTranslations('overview'), getTranslations('frame')])
  return pageTitle(t('tab.deployments'), decodeURIComponent((await params).endpoint), frame('thisComputer'))
}

/** Every deployment of one endpoint. */
export default async function DeploymentsPage() {
  await requireSession()
  return <DeploymentsView />
}
