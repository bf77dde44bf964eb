import { getTranslations } from 'next-intl/server'
import { cancelOperationAction, retryDeploymentAction } from '@/app/(studio)/endpoints/[endpoint]/actions'
import { ActivityView } from '@/components/activity/ActivityView'
import { pageTitle } from '@/components/frame/page-title'
import { requireSession } from '@/lib/server/session'

export async function generateMetadata() {
  const [t, frame] = await Promise.all([getTranslations('activity'), getTranslations('frame')])
  return pageTitle(t('title'), frame('thisComputer'))
}

export default async function ActivityPage() {
  await requireSession()
  return <ActivityView actions={{ cancelOperation: cancelOperationAction, retryDeployment: retryDeploymentAction }} />
}
