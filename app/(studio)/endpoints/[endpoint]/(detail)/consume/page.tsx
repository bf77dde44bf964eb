import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ConsumeView } from '@/components/consume/ConsumeView'
import { pageTitle } from '@/components/frame/page-title'
import { clientTarget } from '@/lib/server/client-target'
import { loadSamples } from '@/lib/server/sample-requests'
import { requireSession } from '@/lib/server/session'

interface Props {
  params: Promise<{ endpoint: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, frame] = await Promise.all([getTranslations('overview'), getTranslations('frame')])
  return pageTitle(t('tab.consume'), decodeURIComponent((await params).endpoint), frame('thisComputer'))
}

/** Address, keys and code snippets of one endpoint. */
export default async function ConsumePage({ params }: Props) {
  await requireSession()
  return <ConsumeView samples={await loadSamples(decodeURIComponent((await params).endpoint))} clients={clientTarget()} />
}
