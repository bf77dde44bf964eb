import { getTranslations } from 'next-intl/server'
import { assetActions } from '@/app/(studio)/asset-page-actions'
import { AssetList } from '@/components/assets/AssetList'
import { pageTitle } from '@/components/frame/page-title'
import { firstSummaries } from '@/lib/server/asset-pages'
import { requireSession } from '@/lib/server/session'

export async function generateMetadata() {
  const [t, frame] = await Promise.all([getTranslations('assets'), getTranslations('frame')])
  return pageTitle(t('environments.title'), frame('thisComputer'))
}

export default async function EnvironmentsPage() {
  await requireSession()
  return <AssetList kind="environments" initial={await firstSummaries('environments')} actions={assetActions} />
}
