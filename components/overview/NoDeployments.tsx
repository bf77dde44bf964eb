'use client'

import { Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { SplitDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { LinkButton } from '@/components/ui/LinkButton'

/** An endpoint without deployments: what is missing and the one next step. */
export function NoDeployments() {
  const t = useTranslations('overview')
  const { detail } = useEndpoint()
  return (
    <section className="rounded-panel border bg-raised">
      <EmptyState
        title={t('emptyTitle')}
        description={t('emptyText')}
        drawing={<SplitDrawing />}
        action={
          <LinkButton variant="primary" href={`/endpoints/${detail.name}/deployments/new`} icon={<Plus aria-hidden />}>
            {t('addDeployment')}
          </LinkButton>
        }
        learnMore={{
          href: 'https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online',
          label: t('learnOnlineEndpoints'),
        }}
      />
    </section>
  )
}
