import { defineRoute } from '@/lib/server/define-route'
import { projectChanges } from '@/lib/server/project-watch'
import { folderOfProject } from '@/lib/server/projects'

/** GET ?below=&below= : server-sent events of what other programs change in these folders. */
export const GET = defineRoute<{ id: string }>(async (request, { params, session }) => {
  const below = new URL(request.url).searchParams.getAll('below')
  return projectChanges(await folderOfProject(params.id), below, session.id, request.signal)
})
