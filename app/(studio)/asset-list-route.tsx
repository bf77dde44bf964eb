import { getTranslations } from 'next-intl/server'
import { assetActions } from '@/app/(studio)/asset-page-actions'
import { AssetList } from '@/components/assets/AssetList'
import { pageTitle } from '@/components/frame/page-title'
import type { RegisteredKind } from '@/lib/contract/assets'
import { firstSummaries } from '@/lib/server/asset-pages'
import { requireSession } from '@/lib/server/session'

/** `/models` or `/environments`. */
export function assetListRoute(kind: RegisteredKind) {
  return {
    async generateMetadata() {
      const [t, frame] = await Promise.all([getTranslations('assets'), getTranslations('frame')])
      return pageTitle(t(`${kind}.title`), frame('thisComputer'))
    },
    async Page() {
      await requireSession()
      return <AssetList kind={kind} initial={await firstSummaries(kind)} actions={assetActions} />
    },
  }
}
