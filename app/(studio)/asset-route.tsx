import { notFound, redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { assetActions } from '@/app/(studio)/asset-page-actions'
import { AssetPage } from '@/components/assets/AssetPage'
import { pageTitle } from '@/components/frame/page-title'
import type { RegisteredKind } from '@/lib/contract/assets'
import { findDetail } from '@/lib/server/asset-pages'
import { requireSession } from '@/lib/server/session'

interface PageProps {
  params: Promise<{ name: string }>
}

/** `/models/<name>` or `/environments/<name>`. */
export function assetRoute(kind: RegisteredKind) {
  return {
    async generateMetadata({ params }: PageProps) {
      const [t, frame] = await Promise.all([getTranslations('assets'), getTranslations('frame')])
      return pageTitle(decodeURIComponent((await params).name), t(`${kind}.title`), frame('thisComputer'))
    },
    async Page({ params }: PageProps) {
      await requireSession()
      const detail = await findDetail(kind, decodeURIComponent((await params).name))
      if (!detail) notFound()
      return <AssetPage kind={kind} initial={detail} actions={assetActions} />
    },
    /** `…/versions`: they stand on the page of the name. */
    async Versions({ params }: PageProps) {
      await requireSession()
      redirect(`/${kind}/${(await params).name}`)
    },
  }
}
