import { getTranslations } from 'next-intl/server'
import { deploySampleAction } from '@/app/(studio)/actions'
import { pageTitle } from '@/components/frame/page-title'
import { HomeView } from '@/components/home/HomeView'
import { requireSession } from '@/lib/server/session'

export async function generateMetadata() {
  const [t, frame] = await Promise.all([getTranslations('home'), getTranslations('frame')])
  return pageTitle(t('title'), frame('thisComputer'))
}

export default async function HomePage() {
  await requireSession()
  return <HomeView deploySample={deploySampleAction} />
}
