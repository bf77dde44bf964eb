import 'server-only'
import type { Prisma } from '@/generated/prisma/client'
import { getDb } from './client'

/** A draft as stored. */
export interface DraftRow {
  id: string
  kind: string
  name: string
  yaml: string
  endpoint: string | null
  state: unknown
  revision: number
  updatedAt: Date
}

export type DraftContent = Pick<DraftRow, 'kind' | 'name' | 'yaml' | 'endpoint'> & { state: Prisma.InputJsonObject }

/**
 * Saves a draft over the revision it was made from (0 = it shall be new) and answers the new revision; undefined when another
 * save came first, or when it was deleted meanwhile.
 */
export async function saveDraft(id: string, content: DraftContent, ifRevision: number): Promise<number | undefined> {
  if (ifRevision === 0) {
    const found = await getDb().draft.findUnique({ where: { id }, select: { id: true } })
    if (found) return undefined
    return (await getDb().draft.create({ data: { id, ...content } })).revision
  }
  const { count } = await getDb().draft.updateMany({
    where: { id, revision: ifRevision },
    data: { ...content, revision: ifRevision + 1 },
  })
  return count === 0 ? undefined : ifRevision + 1
}

/** The draft, or null. */
export async function findDraft(id: string): Promise<DraftRow | null> {
  return getDb().draft.findUnique({ where: { id } })
}

/** Newest first, at most 100. */
export async function listDrafts(endpoint?: string): Promise<DraftRow[]> {
  return getDb().draft.findMany({ where: endpoint === undefined ? {} : { endpoint }, orderBy: { updatedAt: 'desc' }, take: 100 })
}

/** Deletes a draft; one that is gone already is fine. */
export async function deleteDraft(id: string): Promise<void> {
  await getDb().draft.deleteMany({ where: { id } })
}

/** Forgets the drafts of an endpoint that was deleted. */
export async function deleteDraftsOf(endpoint: string): Promise<void> {
  await getDb().draft.deleteMany({ where: { endpoint } })
}

/** What every unfinished wizard names, as text. */
export async function draftTexts(): Promise<string[]> {
  const rows = await getDb().draft.findMany({ select: { yaml: true, state: true } })
  return rows.map((row) => `${row.yaml}\n${JSON.stringify(row.state)}`)
}
