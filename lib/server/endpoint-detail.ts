import 'server-only'
import { endpointStatus } from '@/lib/arm/status'
import type { JobView } from '@/lib/contract/job'
import { ProblemError } from '@/lib/problems/problem'
import type { EndpointDetail } from '@/lib/queries/endpoint-detail'
import { getConnection } from '@/lib/server/connection'
import { jobsOfEndpoint } from '@/lib/server/deploy-job'

/** Status and deploy jobs of one endpoint. A job that is about to create the endpoint counts as the endpoint; otherwise ProblemError 404. */
export async function loadEndpointDetail(endpoint: string, signal?: AbortSignal): Promise<EndpointDetail> {
  const jobs = await jobsOfEndpoint(endpoint)
  try {
    return { ...(await endpointStatus(getConnection(), endpoint, signal)), jobs }
  } catch (error) {
    const missing = error instanceof ProblemError && error.status === 404
    const first = jobs[0]
    if (missing && first) return { ...announced(endpoint, first), jobs }
    throw error
  }
}

function announced(endpoint: string, job: JobView): Omit<EndpointDetail, 'jobs'> {
  return {
    name: endpoint,
    tags: {},
    authMode: 'Key',
    provisioningState: job.state === 'Failed' ? 'Failed' : 'Creating',
    scoringUri: '',
    swaggerUri: '',
    traffic: {},
    deployments: [],
    observed: { windowSeconds: 300, total: 0, perDeployment: {}, unrouted: {} },
    createdAt: job.createdAt,
    modifiedAt: job.updatedAt,
  }
}
