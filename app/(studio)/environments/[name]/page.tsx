import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { assetActions } from '@/app/(studio)/asset-page-actions'
import { AssetPage } from '@/components/assets/AssetPage'
import { pageTitle } from '@/components/frame/page-title'
import { findDetail } from '@/lib/server/asset-pages'
import { requireSession } from '@/lib/server/session'

interface PageProps {
  params: Promise<{ name: string }>
}

export async function generateMetadata({ params }: PageProps) {
  const t = await getTranslations('assets')
  return pageTitle(decodeURIComponent((await params).name), t('environments.title'))
}

export default async function Page({ params }: PageProps) {
  await requireSession()
  const detail = await findDetail('environments', decodeURIComponent((await params).name))
  if (!detail) notFound()
  return <AssetPage kind="environments" initial={detail} actions={assetActions} />
}
