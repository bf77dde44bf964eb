import type { DraftSummary } from '@/lib/contract/draft'

/** Where a draft is continued. */
export function draftHref(draft: Pick<DraftSummary, 'id' | 'kind' | 'endpoint' | 'editOf' | 'live'>): string {
  if (draft.live && draft.endpoint !== undefined) {
    const query = new URLSearchParams({ ...(draft.editOf === undefined ? {} : { file: draft.editOf }), draft: draft.id })
    return `/endpoints/${encodeURIComponent(draft.endpoint)}/yaml?${query}`
  }
  if (draft.kind === 'endpoint' || draft.endpoint === undefined) return `/endpoints/new?draft=${draft.id}`
  const root = `/endpoints/${encodeURIComponent(draft.endpoint)}/deployments`
  return `${root}/${draft.editOf === undefined ? 'new' : `${encodeURIComponent(draft.editOf)}/edit`}?draft=${draft.id}`
}
