'use client'

import { DraftList } from '@/components/drafts/DraftNotices'
import { CallItPanel } from '@/components/overview/CallItPanel'
import { DeploymentCard } from '@/components/overview/DeploymentCard'
import { DeploymentTable } from '@/components/overview/DeploymentTable'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { LastAnswerPanel } from '@/components/overview/LastAnswerPanel'
import { NoDeployments } from '@/components/overview/NoDeployments'
import { overviewCards } from '@/components/overview/overview-cards'
import { TrafficPanel } from '@/components/overview/TrafficPanel'

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
