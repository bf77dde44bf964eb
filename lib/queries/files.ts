import { queryOptions } from '@tanstack/react-query'
import type { FilePreview, FolderListing, ModelPreview } from '@/lib/contract/files'
import { fetchJson } from '@/lib/queries/fetch-json'

/** One folder of this computer; undefined = the home folder. */
export const folderQuery = (path: string | undefined) =>
  queryOptions({
    queryKey: ['files', path ?? ''],
    queryFn: ({ signal }) => fetchJson<FolderListing>(`/api/files${path ? `?path=${encodeURIComponent(path)}` : ''}`, signal),
    staleTime: 2_000,
    retry: false,
  })

/** Whether it is known which file is meant: a relative path of a dropped text has no folder to start from. */
const isPlaced = (path: string | undefined, base: string | undefined) => Boolean(path) && ((path ?? '').startsWith('/') || Boolean(base))

/** The beginning of a text file; `base` is where a relative path starts. */
export const filePreviewQuery = (path: string | undefined, base: string | undefined) =>
  queryOptions({
    queryKey: ['file', path ?? '', base ?? ''],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ path: path ?? '', ...(base ? { base } : {}) })
      return fetchJson<FilePreview>(`/api/files/content?${query}`, signal)
    },
    enabled: isPlaced(path, base),
    staleTime: 2_000,
    retry: false,
  })

/** A model of this computer: its files below AZUREML_MODEL_DIR, and what MLflow says about it. */
export const modelPreviewQuery = (path: string | undefined, base: string | undefined) =>
  queryOptions({
    queryKey: ['model-preview', path ?? '', base ?? ''],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ path: path ?? '', ...(base ? { base } : {}) })
      return fetchJson<ModelPreview>(`/api/files/model?${query}`, signal)
    },
    enabled: isPlaced(path, base),
    staleTime: 5_000,
    retry: false,
  })

export interface RegisteredAssetView {
  name: string
  version: string
  reference: string
  description?: string
  createdAt?: string
}

/** Registered models or environments, newest first. */
export const assetsQuery = (kind: 'models' | 'environments') =>
  queryOptions({
    queryKey: ['assets', kind],
    queryFn: async ({ signal }) => (await fetchJson<{ assets: RegisteredAssetView[] }>(`/api/assets?kind=${kind}`, signal)).assets,
    staleTime: 5_000,
  })
