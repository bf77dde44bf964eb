import 'server-only'
import { type Draft, type DraftState, type DraftSummary, draftIdSchema, draftStateSchema, type SaveDraft } from '@/lib/contract/draft'
import { type DraftRow, findDraft, listDrafts, saveDraft } from '@/lib/db/drafts'
import { ProblemError } from '@/lib/problems/problem'

const stateOf = (row: DraftRow): DraftState => draftStateSchema.catch({}).parse(row.state)

function summaryOf(row: DraftRow): DraftSummary {
  const { editOf, live } = stateOf(row)
  return {
    id: row.id,
    kind: row.kind === 'endpoint' ? 'endpoint' : 'deployment',
    ...(row.endpoint === null ? {} : { endpoint: row.endpoint }),
    name: row.name,
    ...(editOf === undefined ? {} : { editOf }),
    ...(live ? { live } : {}),
    revision: row.revision,
    updatedAt: row.updatedAt.toISOString(),
  }
}

/** Drafts of the studio or of one endpoint, newest first. */
export async function draftSummaries(endpoint?: string): Promise<DraftSummary[]> {
  return (await listDrafts(endpoint)).map(summaryOf)
}

/** A draft with its text, or undefined when the id names none. */
export async function readDraft(id: string): Promise<Draft | undefined> {
  const row = draftIdSchema.safeParse(id).success ? await findDraft(id) : null
  return row ? { ...summaryOf(row), yaml: row.yaml, state: stateOf(row) } : undefined
}

/** The newest draft of each live file of an endpoint, by deployment name; '' is the endpoint's own file. */
export async function liveDrafts(endpoint: string): Promise<Map<string, Draft>> {
  const found = new Map<string, Draft>()
  for (const row of await listDrafts(endpoint)) {
    const state = stateOf(row)
    const file = state.editOf ?? ''
    if (state.live && !found.has(file)) found.set(file, { ...summaryOf(row), yaml: row.yaml, state })
  }
  return found
}

/** Saves and answers the new revision. Throws 409 `Studio.DraftChanged` when another tab saved or deleted it first. */
export async function writeDraft(id: string, draft: SaveDraft): Promise<{ revision: number }> {
  const { ifRevision, endpoint, state, ...content } = draft
  const revision = await saveDraft(id, { ...content, endpoint: endpoint ?? null, state }, ifRevision)
  if (revision !== undefined) return { revision }
  throw new ProblemError(
    {
      code: 'Studio.DraftChanged',
      message: 'This draft was changed or deleted in another tab.',
      target: id,
      origin: 'input',
      retryable: false,
    },
    409,
  )
}

/** 404 for an id that names no draft. */
export function noDraft(id: string): ProblemError {
  return new ProblemError(
    { code: 'Studio.DraftNotFound', message: `There is no draft ${id.slice(0, 64)}.`, target: 'id', origin: 'input', retryable: false },
    404,
  )
}
