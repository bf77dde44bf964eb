import { checkProjectSchema, maxProjectFileBytes } from '@/lib/contract/project'
import { invalidInput } from '@/lib/server/define-action'
import { defineRoute } from '@/lib/server/define-route'
import { checkProject } from '@/lib/server/project-checks'
import { folderOfProject } from '@/lib/server/projects'
import { parseJsonBody, readLimited } from '@/lib/server/read-limited'

/** POST `{overlays}`: what the checks find in all files. A read with a body: unsaved texts do not fit into an address. */
export const POST = defineRoute<{ id: string }>(async (request, { params }) => {
  const parsed = checkProjectSchema.safeParse(parseJsonBody(await readLimited(request, 4 * maxProjectFileBytes)))
  if (!parsed.success) throw invalidInput(parsed.error)
  return Response.json(await checkProject(await folderOfProject(params.id), parsed.data.overlays))
})
