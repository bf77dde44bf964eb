import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { ProjectCheck, ProjectFile, ProjectListing, ProjectSummary, SaveFile } from '@/lib/contract/project'
import { ProblemError } from '@/lib/problems/problem'
import { fetchJson, problemFromBody } from '@/lib/queries/fetch-json'

const pathOf = (id: string) => `/api/projects/${encodeURIComponent(id)}`

/** Folders opened before, the newest first. */
export const projectsQuery = () =>
  queryOptions({
    queryKey: ['projects'],
    queryFn: async ({ signal }) => (await fetchJson<{ projects: ProjectSummary[] }>('/api/projects', signal)).projects,
    staleTime: 2_000,
  })

/** One folder of a project; empty = its top. */
export const projectEntriesQuery = (id: string, below: string) =>
  queryOptions({
    queryKey: ['project', id, 'entries', below],
    queryFn: ({ signal }) => fetchJson<ProjectListing>(`${pathOf(id)}/entries?${new URLSearchParams({ below })}`, signal),
    staleTime: 5_000,
    retry: false,
  })

/** A text file as it is on the disk now. Throws ProblemError. */
export const readFile = (id: string, path: string): Promise<ProjectFile> =>
  fetchJson<ProjectFile>(`${pathOf(id)}/file?${new URLSearchParams({ path })}`)

async function send<T>(path: string, method: 'PUT' | 'POST', body: unknown, signal?: AbortSignal): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ProblemError({ code: 'Studio.Unreachable', message: 'The studio does not answer.', origin: 'studio', retryable: true }, 503)
  }
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw new ProblemError(problemFromBody(answer, response.status), response.status)
  // Both sides are ours and built together.
  return answer as T
}

/** Saves a text over the version it was made from. Throws ProblemError: 409 `Studio.ProjectFileChanged` when the disk holds another. */
export const saveFile = (id: string, file: SaveFile): Promise<Omit<ProjectFile, 'text'>> => send(`${pathOf(id)}/file`, 'PUT', file)

/** What the checks find in all files, unsaved texts as they are; `version` counts changes from outside. */
export const projectCheckQuery = (id: string, overlays: Readonly<Record<string, string>>, version: number) =>
  queryOptions({
    queryKey: ['project', id, 'check', overlays, version],
    queryFn: ({ signal }) => send<ProjectCheck>(`${pathOf(id)}/check`, 'POST', { overlays }, signal),
    staleTime: 5_000,
    gcTime: 10_000,
    retry: 1,
    placeholderData: keepPreviousData,
  })
