import 'server-only'
import { endpointStatus } from '@/lib/arm/status'
import type { JobView } from '@/lib/contract/job'
import { ProblemError } from '@/lib/problems/problem'
import type { EndpointDetail } from '@/lib/queries/endpoint-detail'
import { codeSourceViews } from '@/lib/server/code-watch'
import { getConnection } from '@/lib/server/connection'
import { jobsOfEndpoint } from '@/lib/server/deploy-job'

/** Status and deploy jobs of one endpoint. A job that is about to create the endpoint counts as the endpoint; otherwise ProblemError 404. */
export async function loadEndpointDetail(endpoint: string, signal?: AbortSignal): Promise<EndpointDetail> {
  const jobs = await jobsOfEndpoint(endpoint)
  try {
    const status = await endpointStatus(getConnection(), endpoint, signal)
    return { ...status, jobs: jobs.filter((job) => isOf(status, job)), sources: codeSourceViews(endpoint) }
  } catch (error) {
    const missing = error instanceof ProblemError && error.status === 404
    // A job past this step has made the endpoint: missing now, it was deleted.
    const first = jobs.find((job) => job.step === undefined || job.step === 'CreateEndpoint')
    if (missing && first) return { ...announced(endpoint, first), jobs }
    throw error
  }
}

/** What failed before the endpoint was made failed for an earlier one of the same name. */
function isOf(endpoint: { createdAt: string }, job: JobView): boolean {
  return job.state !== 'Failed' || Date.parse(job.updatedAt) >= Date.parse(endpoint.createdAt)
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
