import { defineRoute } from '@/lib/server/define-route'
import { listProjectFolder } from '@/lib/server/project-files'
import { folderOfProject } from '@/lib/server/projects'

/** GET ?below= : one folder of the project. */
export const GET = defineRoute<{ id: string }>(async (request, { params }) => {
  const below = new URL(request.url).searchParams.get('below') ?? ''
  return Response.json(await listProjectFolder(await folderOfProject(params.id), below))
})
