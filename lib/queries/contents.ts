import { queryOptions } from '@tanstack/react-query'
import type { DeploymentContents } from '@/lib/contract/contents'
import { fetchJson } from '@/lib/queries/fetch-json'

/** What a deployment was made of; `version` changes with its generation, so that an update is read anew. */
export const contentsQuery = (endpoint: string, deployment: string, version: string) =>
  queryOptions({
    queryKey: ['contents', endpoint, deployment, version],
    queryFn: ({ signal }) =>
      fetchJson<DeploymentContents>(
        `/api/endpoints/${encodeURIComponent(endpoint)}/deployments/${encodeURIComponent(deployment)}/contents`,
        signal,
      ),
    staleTime: 60_000,
  })
