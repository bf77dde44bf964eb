import { draftIdSchema, saveDraftSchema } from '@/lib/contract/draft'
import { deleteDraft } from '@/lib/db/drafts'
import { invalidInput } from '@/lib/server/define-action'
import { defineRoute } from '@/lib/server/define-route'
import { noDraft, readDraft, writeDraft } from '@/lib/server/drafts'
import { readLimited } from '@/lib/server/read-limited'

interface Params {
  id: string
}

/** A draft is some hundred kilobytes at most (the YAML twice, the sample request). */
const maxDraftBytes = 1024 * 1024

/** GET one draft. */
export const GET = defineRoute<Params>(async (_request, { params }) => {
  const draft = await readDraft(params.id)
  if (!draft) throw noDraft(params.id)
  return Response.json(draft)
})

/** PUT saves it; a route and no action, because the last save happens while the page is being left. */
export const PUT = defineRoute<Params>(async (request, { params }) => {
  const id = draftIdSchema.safeParse(params.id)
  if (!id.success) throw noDraft(params.id)
  const parsed = saveDraftSchema.safeParse(parseJson(await readLimited(request, maxDraftBytes)))
  if (!parsed.success) throw invalidInput(parsed.error)
  return Response.json(await writeDraft(id.data, parsed.data))
})

/** DELETE forgets it; one that is gone already is fine. */
export const DELETE = defineRoute<Params>(async (_request, { params }) => {
  await deleteDraft(params.id)
  return new Response(null, { status: 204 })
})

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The schema then says that an object is expected.
    return undefined
  }
}
