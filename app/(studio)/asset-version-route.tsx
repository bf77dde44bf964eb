import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { assetActions } from '@/app/(studio)/asset-page-actions'
import { AssetVersionPage } from '@/components/assets/AssetVersionPage'
import { pageTitle } from '@/components/frame/page-title'
import type { RegisteredKind } from '@/lib/contract/assets'
import { findVersion } from '@/lib/server/asset-pages'
import { requireSession } from '@/lib/server/session'

interface PageProps {
  params: Promise<{ name: string; version: string }>
}

async function namesOf({ params }: PageProps) {
  const { name, version } = await params
  return { name: decodeURIComponent(name), version: decodeURIComponent(version) }
}

/** `/models/<name>/versions/<version>` or the same of environments. */
export function assetVersionRoute(kind: RegisteredKind) {
  return {
    async generateMetadata(props: PageProps) {
      const [t, frame] = await Promise.all([getTranslations('assets'), getTranslations('frame')])
      const { name, version } = await namesOf(props)
      return pageTitle(`${name}:${version}`, t(`${kind}.title`), frame('thisComputer'))
    },
    async Page(props: PageProps) {
      await requireSession()
      const { name, version } = await namesOf(props)
      const page = await findVersion(kind, name, version)
      if (!page) notFound()
      return <AssetVersionPage kind={kind} initial={page} actions={assetActions} />
    },
  }
}
