import type { DraftSummary } from '@/lib/contract/draft'

/** Where a draft is continued. */
export function draftHref(draft: Pick<DraftSummary, 'id' | 'kind' | 'endpoint' | 'editOf'>): string {
  if (draft.kind === 'endpoint' || draft.endpoint === undefined) return `/endpoints/new?draft=${draft.id}`
  const root = `/endpoints/${encodeURIComponent(draft.endpoint)}/deployments`
  return `${root}/${draft.editOf === undefined ? 'new' : `${encodeURIComponent(draft.editOf)}/edit`}?draft=${draft.id}`
}
