import { queryOptions } from '@tanstack/react-query'
import type { AssetFilePreview, AssetVersionPage } from '@/lib/contract/asset-page'
import type { AssetDetail, AssetSummary, RegisteredKind } from '@/lib/contract/assets'
import { fetchJson } from '@/lib/queries/fetch-json'

const root = (kind: RegisteredKind, name: string) => `/api/registered/${kind}/${encodeURIComponent(name)}`
const versionRoot = (kind: RegisteredKind, name: string, version: string) => `${root(kind, name)}/versions/${encodeURIComponent(version)}`

/** Every model or environment by name, archived ones too. */
export const registeredQuery = (kind: RegisteredKind) =>
  queryOptions({
    queryKey: ['registered', kind],
    queryFn: async ({ signal }) => (await fetchJson<{ assets: AssetSummary[] }>(`/api/registered/${kind}`, signal)).assets,
    staleTime: 3_000,
  })

/** One name with its versions. */
export const assetDetailQuery = (kind: RegisteredKind, name: string) =>
  queryOptions({
    queryKey: ['registered', kind, name],
    queryFn: ({ signal }) => fetchJson<AssetDetail>(root(kind, name), signal),
    staleTime: 3_000,
    retry: false,
  })

/** One version with its files. */
export const assetVersionQuery = (kind: RegisteredKind, name: string, version: string) =>
  queryOptions({
    queryKey: ['registered', kind, name, version],
    queryFn: ({ signal }) => fetchJson<AssetVersionPage>(versionRoot(kind, name, version), signal),
    staleTime: 3_000,
    retry: false,
  })

/** The same for a version that a text names and that may not be there: null is the answer then, no error of the page. */
export const namedVersionQuery = (kind: RegisteredKind, name: string, version: string) =>
  queryOptions({
    queryKey: ['registered', kind, name, version, 'named'],
    queryFn: ({ signal }) => fetchJson<AssetVersionPage | null>(`${versionRoot(kind, name, version)}?ifThere`, signal),
    staleTime: 3_000,
    retry: false,
  })

/** The beginning of one file; versions never change, so it is read once. */
export const assetFileQuery = (kind: RegisteredKind, name: string, version: string, path: string | undefined) =>
  queryOptions({
    queryKey: ['registered', kind, name, version, 'file', path ?? ''],
    queryFn: ({ signal }) =>
      fetchJson<AssetFilePreview>(`${versionRoot(kind, name, version)}/file?path=${encodeURIComponent(path ?? '')}`, signal),
    enabled: path !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** Address of the download of a version. */
export const downloadHref = (kind: RegisteredKind, name: string, version: string): string => `${versionRoot(kind, name, version)}/download`

/** Page of a name or a version. */
export const assetHref = (kind: RegisteredKind, name: string, version?: string): string =>
  `/${kind}/${encodeURIComponent(name)}${version === undefined ? '' : `/versions/${encodeURIComponent(version)}`}`
