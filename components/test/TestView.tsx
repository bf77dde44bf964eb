'use client'

import { useEndpoint } from '@/components/overview/endpoint-context'
import { NoDeployments } from '@/components/overview/NoDeployments'
import { Tester } from '@/components/test/Tester'
import type { TestActions } from '@/components/test/test-actions'

/** The test panel. `samples`: example request by deployment, as the deployment itself carries it. */
export function TestView(props: { samples: Readonly<Record<string, string>>; actions: TestActions }) {
  const { detail } = useEndpoint()
  return detail.deployments.length === 0 ? <NoDeployments /> : <Tester {...props} />
}
