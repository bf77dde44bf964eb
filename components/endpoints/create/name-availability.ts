'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { checkName, isSameName } from '@/lib/domain/names/names'
import type { EndpointList } from '@/lib/queries/endpoints'
import { fetchJson } from '@/lib/queries/fetch-json'

const debounceMs = 350

export type Availability = 'none' | 'checking' | 'free' | 'taken' | 'unknown'

/**
 * Whether a legal name is free on the connection, asked 350 ms after the last key. Each name has its own query, so a late answer
 * to an earlier name can never overwrite a newer one (W4).
 */
export function useNameAvailability(name: string): Availability {
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(name), debounceMs)
    return () => clearTimeout(timer)
  }, [name])
  const isLegal = name !== '' && checkName('endpoint', name).every((finding) => finding.severity !== 'error')
  const query = useQuery({
    queryKey: ['endpoint-name', asked.toLowerCase()],
    queryFn: async ({ signal }) => {
      // The list, not the one endpoint: a 404 for every free name would look like an error in the browser's console.
      const { endpoints } = await fetchJson<EndpointList>('/api/endpoints', signal)
      return endpoints.some((endpoint) => isSameName(endpoint.name, asked)) ? ('taken' as const) : ('free' as const)
    },
    enabled: isLegal && asked === name,
    staleTime: 2_000,
    retry: false,
  })
  if (!isLegal) return 'none'
  if (asked !== name || query.isFetching) return 'checking'
  if (query.isError) return 'unknown'
  return query.data ?? 'checking'
}
