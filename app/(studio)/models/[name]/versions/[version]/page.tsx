import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { assetActions } from '@/app/(studio)/asset-page-actions'
import { AssetVersionPage } from '@/components/assets/AssetVersionPage'
import { pageTitle } from '@/components/frame/page-title'
import { findVersion } from '@/lib/server/asset-pages'
import { requireSession } from '@/lib/server/session'

interface PageProps {
  params: Promise<{ name: string; version: string }>
}

async function namesOf({ params }: PageProps) {
  const { name, version } = await params
  return { name: decodeURIComponent(name), version: decodeURIComponent(version) }
}

export async function generateMetadata(props: PageProps) {
  const t = await getTranslations('assets')
  const { name, version } = await namesOf(props)
  return pageTitle(`${name}:${version}`, t('models.title'))
}

export default async function Page(props: PageProps) {
  await requireSession()
  const { name, version } = await namesOf(props)
  const page = await findVersion('models', name, version)
  if (!page) notFound()
  return <AssetVersionPage kind="models" initial={page} actions={assetActions} />
}
