import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { ActivityPage, ActivityTray } from '@/lib/contract/activity'
import { fetchJson } from '@/lib/queries/fetch-json'

export interface ActivityFilter {
  status?: string
  kind?: string
  endpoint?: string
  q?: string
}

const busyMs = 2_000
const idleMs = 30_000
const paceOf = (entries: readonly { status: string }[] | undefined) =>
  entries?.some((entry) => entry.status === 'InProgress') ? busyMs : idleMs

/** What was done, page by page, newest first. */
export function activityQuery(filter: ActivityFilter) {
  return infiniteQueryOptions({
    queryKey: ['activity', 'pages', filter],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams()
      for (const [name, value] of Object.entries({ ...filter, before: pageParam })) if (value) query.set(name, value)
      return fetchJson<ActivityPage>(`/api/activity?${query}`, signal)
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: (query) => paceOf(query.state.data?.pages.flatMap((page) => page.entries)),
  })
}

/** What runs, and what ended and was not dismissed. */
export function trayQuery() {
  return queryOptions({
    queryKey: ['activity', 'tray'],
    queryFn: ({ signal }) => fetchJson<ActivityTray>('/api/activity/tray', signal),
    refetchInterval: (query) => paceOf(query.state.data?.entries),
  })
}
