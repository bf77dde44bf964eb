import type { QueryClient } from '@tanstack/react-query'
import type { JobView } from '@/lib/contract/job'

const key = ['starting'] as const
/** A navigation that takes longer than this is no continuation of the press any more. */
const freshMs = 15_000

/** Keeps what was just asked for, so that the page on the way can show it before the studio has answered. */
export function rememberStarting(client: QueryClient, job: JobView): void {
  client.setQueryData(key, job)
}

/** The deployment that was asked for a moment ago at this endpoint; undefined when there is none. */
export function startingAt(client: QueryClient, endpoint: string | undefined): JobView | undefined {
  const job = client.getQueryData<JobView>(key)
  return job && job.endpoint === endpoint && Date.now() - Date.parse(job.createdAt) < freshMs ? job : undefined
}

/** The job as it will be journaled, before the studio knows of it. */
export function announcedJob(endpoint: string, deployment: string, now: number): JobView {
  const at = new Date(now).toISOString()
  return { id: '', endpoint, deployment, state: 'Queued', createdAt: at, updatedAt: at }
}
