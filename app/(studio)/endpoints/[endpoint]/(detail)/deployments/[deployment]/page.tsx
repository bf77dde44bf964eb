import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { pageTitle } from '@/components/frame/page-title'
import { DeploymentDetail } from '@/components/overview/DeploymentDetail'
import { requireSession } from '@/lib/server/session'

interface Props {
  params: Promise<{ endpoint: string; deployment: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ endpoint, deployment }, frame] = await Promise.all([params, getTranslations('frame')])
  return pageTitle(decodeURIComponent(deployment), decodeURIComponent(endpoint), frame('thisComputer'))
}

/** One deployment: facts, instances, deviations, why it failed, and what can be done with it. */
export default async function DeploymentPage({ params }: Props) {
  await requireSession()
  return <DeploymentDetail name={decodeURIComponent((await params).deployment)} />
}
