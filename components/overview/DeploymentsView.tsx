'use client'

import { DeploymentTable } from '@/components/overview/DeploymentTable'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { NoDeployments } from '@/components/overview/OverviewView'

/** The deployments tab: the table alone, or what to do when there is none. */
export function DeploymentsView() {
  const { detail } = useEndpoint()
  return detail.deployments.length === 0 ? <NoDeployments /> : <DeploymentTable />
}
