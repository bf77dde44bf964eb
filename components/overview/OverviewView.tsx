'use client'

import { Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { DraftList } from '@/components/drafts/DraftNotices'
import { CallItPanel } from '@/components/overview/CallItPanel'
import { DeploymentCard } from '@/components/overview/DeploymentCard'
import { DeploymentTable } from '@/components/overview/DeploymentTable'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { LastAnswerPanel } from '@/components/overview/LastAnswerPanel'
import { overviewCards } from '@/components/overview/overview-cards'
import { TrafficPanel } from '@/components/overview/TrafficPanel'
import { SplitDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { LinkButton } from '@/components/ui/LinkButton'

/** The signature view: what changes now, how traffic flows, how to call it, and every deployment. */
export function OverviewView() {
  const { detail } = useEndpoint()
  const cards = overviewCards(detail)
  const isEmpty = detail.deployments.length === 0 && cards.length === 0
  const panels = (
    <>
      {detail.deployments.length > 0 ? <TrafficPanel /> : null}
      <LastAnswerPanel />
      <CallItPanel />
    </>
  )
  return (
    <div className="flex flex-col gap-4">
      {isEmpty || cards.length > 0 ? (
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)]">
          <div className="flex min-w-0 flex-col gap-4">
            {isEmpty ? <NoDeployments /> : cards.map((card) => <DeploymentCard key={card.name} card={card} />)}
          </div>
          <div className="flex min-w-0 flex-col gap-4">{panels}</div>
        </div>
      ) : (
        // Nothing changes and nothing is wrong: the panels take the whole width.
        <div className="grid items-start gap-4 md:grid-cols-2">{panels}</div>
      )}
      {detail.deployments.length > 0 ? <DeploymentTable /> : null}
      <DraftList endpoint={detail.name} />
    </div>
  )
}

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
