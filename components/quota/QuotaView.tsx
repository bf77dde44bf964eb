'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useUrlState } from '@/components/frame/url-state'
import { Calculator } from '@/components/quota/Calculator'
import { PricesSection } from '@/components/quota/PricesSection'
import type { QuotaActions } from '@/components/quota/quota-actions'
import { UseSection } from '@/components/quota/UseSection'
import { PageHead } from '@/components/ui/PageHead'
import { Skeleton } from '@/components/ui/Skeleton'
import { Tabs } from '@/components/ui/Tabs'
import { pricesQuery, quotaQuery } from '@/lib/queries/quota'

const views = ['calculator', 'use', 'sizes', 'load', 'prices'] as const
type View = (typeof views)[number]

const SkuBrowser = dynamic(() => import('@/components/quota/SkuBrowser').then((module) => module.SkuBrowser), {
  loading: () => <Skeleton className="h-96" />,
})
const LoadSizing = dynamic(() => import('@/components/quota/LoadSizing').then((module) => module.LoadSizing), {
  loading: () => <Skeleton className="h-96" />,
})

/** Quota & cost: what deployments need, who holds what, which sizes there are, how many instances a load needs, and prices. */
export function QuotaView(props: { actions: QuotaActions }) {
  const t = useTranslations('quota')
  const [params, setParams] = useUrlState()
  const quota = useQuery(quotaQuery())
  const prices = useQuery(pricesQuery())
  const view: View = views.find((one) => one === params.get('view')) ?? 'calculator'
  const state = { params, setParams, quota, prices: prices.data?.prices }
  return (
    <>
      <PageHead title={t('title')} />
      <Tabs
        label={t('title')}
        items={views.map((id) => ({ id, label: t(`views.${id}`) }))}
        selected={view}
        onSelect={(id) => setParams({ view: id === 'calculator' ? undefined : id })}
      >
        {view === 'calculator' ? <Calculator {...state} /> : null}
        {view === 'use' ? <UseSection quota={quota} save={props.actions.saveQuota} /> : null}
        {view === 'sizes' ? <SkuBrowser {...state} /> : null}
        {view === 'load' ? <LoadSizing {...state} /> : null}
        {view === 'prices' ? <PricesSection prices={prices} actions={props.actions} /> : null}
      </Tabs>
    </>
  )
}
