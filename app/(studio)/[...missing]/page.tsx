import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { pageTitle } from '@/components/frame/page-title'
import { requireSession } from '@/lib/server/session'

export async function generateMetadata() {
  const t = await getTranslations('frame')
  return pageTitle(t('notFound.title'), t('thisComputer'))
}

/** Every address that is no page: the not-found page inside the frame, for signed-in people only. */
export default async function MissingPage() {
  await requireSession()
  notFound()
}
