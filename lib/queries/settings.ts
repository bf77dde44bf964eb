import { queryOptions } from '@tanstack/react-query'
import type { AboutReport } from '@/lib/contract/about'
import type { EngineView } from '@/lib/contract/engine'
import type { PythonReport } from '@/lib/contract/python'
import type { StorageReport } from '@/lib/contract/storage'
import { fetchJson } from '@/lib/queries/fetch-json'

/** What the data folder holds. Every file is looked at, so it is read on request only. */
export function storageQuery() {
  return queryOptions({
    queryKey: ['storage'],
    queryFn: ({ signal }) => fetchJson<StorageReport>('/api/storage', signal),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  })
}

/** Pythons of this computer and what is settled about them. */
export function pythonQuery() {
  return queryOptions({ queryKey: ['python'], queryFn: ({ signal }) => fetchJson<PythonReport>('/api/python', signal), staleTime: 60_000 })
}

/** The container engine of this computer. */
export function engineQuery() {
  return queryOptions({
    queryKey: ['engine'],
    queryFn: ({ signal }) => fetchJson<EngineView>('/api/engine', signal),
    staleTime: 5_000,
    retry: false,
  })
}

/** Versions, addresses and checks. */
export function aboutQuery() {
  return queryOptions({ queryKey: ['about'], queryFn: ({ signal }) => fetchJson<AboutReport>('/api/about', signal) })
}
