import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { pageTitle } from '@/components/frame/page-title'
import { TrafficView } from '@/components/traffic/TrafficView'
import { requireSession } from '@/lib/server/session'

interface Props {
  params: Promise<{ endpoint: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, frame] = await Promise.all([getTranslations('overview'), getTranslations('frame')])
  return pageTitle(t('tab.traffic'), decodeURIComponent((await params).endpoint), frame('thisComputer'))
}

/** The traffic split of one endpoint. */
export default async function TrafficPage() {
  await requireSession()
  return <TrafficView />
}
