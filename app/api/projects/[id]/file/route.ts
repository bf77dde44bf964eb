import { maxProjectFileBytes, saveFileSchema } from '@/lib/contract/project'
import { invalidInput } from '@/lib/server/define-action'
import { defineRoute } from '@/lib/server/define-route'
import { readProjectFile, writeProjectFile } from '@/lib/server/project-files'
import { folderOfProject } from '@/lib/server/projects'
import { parseJsonBody, readLimited } from '@/lib/server/read-limited'

interface Params {
  id: string
}

/** GET ?path= : a text file with its hash. */
export const GET = defineRoute<Params>(async (request, { params }) => {
  const path = new URL(request.url).searchParams.get('path') ?? ''
  return Response.json(await readProjectFile(await folderOfProject(params.id), path))
})

/** PUT saves it; a route and no action, as actions take no megabyte and wait for one another. */
export const PUT = defineRoute<Params>(async (request, { params }) => {
  // Escaped, a text may be up to six times as long.
  const parsed = saveFileSchema.safeParse(parseJsonBody(await readLimited(request, 6 * maxProjectFileBytes + 16_384)))
  if (!parsed.success) throw invalidInput(parsed.error)
  const { path, text, ifHash } = parsed.data
  const { text: _same, ...saved } = await writeProjectFile(await folderOfProject(params.id), path, text, ifHash)
  return Response.json(saved)
})
