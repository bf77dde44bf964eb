'use client'

import { useUrlState } from '@/components/frame/url-state'
import { DeploymentLog } from '@/components/logs/DeploymentLog'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { NoDeployments } from '@/components/overview/NoDeployments'

/** The log of one deployment, all sources merged; every choice is in the address. */
export function LogsView() {
  const { detail } = useEndpoint()
  const [params] = useUrlState()
  const asked = params.get('deployment')
  const newest = [...detail.deployments].sort((a, b) => b.modifiedAt.localeCompare(a.modifiedAt))[0]
  const shown = detail.deployments.find((each) => each.name === asked) ?? newest
  if (!shown) return <NoDeployments />
  return <DeploymentLog deployment={shown.name} />
}
