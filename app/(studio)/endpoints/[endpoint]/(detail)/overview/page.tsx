import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { pageTitle } from '@/components/frame/page-title'
import { OverviewView } from '@/components/overview/OverviewView'
import { requireSession } from '@/lib/server/session'

interface Props {
  params: Promise<{ endpoint: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, frame] = await Promise.all([getTranslations('overview'), getTranslations('frame')])
  return pageTitle(t('tab.overview'), decodeURIComponent((await params).endpoint), frame('thisComputer'))
}

/** Cards, phases, traffic and figures of one endpoint. */
export default async function OverviewPage() {
  await requireSession()
  return <OverviewView />
}
