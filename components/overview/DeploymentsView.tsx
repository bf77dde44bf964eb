'use client'

import { DraftList } from '@/components/drafts/DraftNotices'
import { DeploymentTable } from '@/components/overview/DeploymentTable'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { NoDeployments } from '@/components/overview/NoDeployments'

/** The deployments tab: the table alone, or what to do when there is none. */
export function DeploymentsView() {
  const { detail } = useEndpoint()
  return (
    <div className="flex flex-col gap-4">
      {detail.deployments.length === 0 ? <NoDeployments /> : <DeploymentTable />}
      <DraftList endpoint={detail.name} />
    </div>
  )
}
