import { queryOptions } from '@tanstack/react-query'
import type { CodeSourceView } from '@/lib/contract/code-source'
import type { JobView } from '@/lib/contract/job'
import type { EndpointStatus } from '@/lib/contract/scorepoint'
import { fetchJson } from '@/lib/queries/fetch-json'

/** Body of GET /api/endpoints/[endpoint]: the control plane's status and the studio's own deploy jobs. */
export interface EndpointDetail extends EndpointStatus {
  jobs: JobView[]
  /** Local folders the deployments' code came from. */
  sources?: CodeSourceView[]
}

const busyMs = 2_000
const idleMs = 30_000

/** Whether something of this endpoint is under way. */
export function isBusy(detail: EndpointDetail): boolean {
  const operations = [detail.operation, ...detail.deployments.map((deployment) => deployment.operation)]
  return (
    operations.some((operation) => operation?.status === 'InProgress') ||
    detail.jobs.some((job) => job.state === 'Queued' || job.state === 'Running')
  )
}

/** One endpoint with its jobs. Pushed changes come first; polling is what remains when the stream is down, slower while nothing runs. */
export function endpointDetailQuery(name: string) {
  return queryOptions({
    queryKey: ['endpoint', name],
    queryFn: ({ signal }) => fetchJson<EndpointDetail>(`/api/endpoints/${encodeURIComponent(name)}`, signal),
    refetchInterval: (query) => (query.state.data && isBusy(query.state.data) ? busyMs : idleMs),
  })
}
