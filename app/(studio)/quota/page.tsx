import { getTranslations } from 'next-intl/server'
import { fetchPricesAction, removePricesAction, savePricesAction, saveQuotaAction } from '@/app/(studio)/quota/actions'
import { pageTitle } from '@/components/frame/page-title'
import { QuotaView } from '@/components/quota/QuotaView'
import { requireSession } from '@/lib/server/session'

export async function generateMetadata() {
  const [t, frame] = await Promise.all([getTranslations('quota'), getTranslations('frame')])
  return pageTitle(t('title'), frame('thisComputer'))
}

export default async function QuotaPage() {
  await requireSession()
  return (
    <QuotaView
      actions={{
        saveQuota: saveQuotaAction,
        savePrices: savePricesAction,
        fetchPrices: fetchPricesAction,
        removePrices: removePricesAction,
      }}
    />
  )
}
