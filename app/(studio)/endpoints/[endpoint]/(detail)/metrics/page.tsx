import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { pageTitle } from '@/components/frame/page-title'
import { MetricsView } from '@/components/metrics/MetricsView'
import { requireSession } from '@/lib/server/session'

interface Props {
  params: Promise<{ endpoint: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, frame] = await Promise.all([getTranslations('overview'), getTranslations('frame')])
  return pageTitle(t('tab.metrics'), decodeURIComponent((await params).endpoint), frame('thisComputer'))
}

/** Requests, latency, errors and use of one endpoint over time. */
export default async function MetricsPage() {
  await requireSession()
  return <MetricsView />
}
