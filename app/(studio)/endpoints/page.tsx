import { getTranslations } from 'next-intl/server'
import { deploySampleAction } from '@/app/(studio)/actions'
import { deleteEndpointAction } from '@/app/(studio)/endpoints/[endpoint]/actions'
import { EndpointList } from '@/components/endpoints/EndpointList'
import { pageTitle } from '@/components/frame/page-title'
import { requireSession } from '@/lib/server/session'

export async function generateMetadata() {
  const [t, frame] = await Promise.all([getTranslations('endpoints'), getTranslations('frame')])
  return pageTitle(t('title'), frame('thisComputer'))
}

export default async function EndpointsPage() {
  await requireSession()
  return <EndpointList deploySample={deploySampleAction} deleteEndpoint={deleteEndpointAction} />
}
