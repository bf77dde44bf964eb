import { defineRoute } from '@/lib/server/define-route'
import { listProjects } from '@/lib/server/projects'

/** GET: folders opened before, with what is inside. */
export const GET = defineRoute(async () => Response.json({ projects: await listProjects() }))
