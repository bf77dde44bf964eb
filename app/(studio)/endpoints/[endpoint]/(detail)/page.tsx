import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { pageTitle } from '@/components/frame/page-title'
import { OverviewView } from '@/components/overview/OverviewView'
import { requireSession } from '@/lib/server/session'

interface Props {
  params: Promise<{ endpoint: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const frame = await getTranslations('frame')
  return pageTitle(decodeURIComponent((await params).endpoint), frame('thisComputer'))
}

/** An endpoint's address alone is its overview: no redirect, so that the page is there with the click. */
export default async function EndpointPage() {
  await requireSession()
  return <OverviewView />
}
