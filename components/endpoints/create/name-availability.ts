'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { checkName } from '@/lib/domain/names/names'
import { ProblemError } from '@/lib/problems/problem'
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
      try {
        await fetchJson<unknown>(`/api/endpoints/${encodeURIComponent(asked)}`, signal)
        return 'taken' as const
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return 'free' as const
        throw error
      }
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
