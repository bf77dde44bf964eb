import { activityTray } from '@/lib/server/activity'
import { defineRoute } from '@/lib/server/define-route'

/** What runs and what ended without being dismissed. */
export const GET = defineRoute(async () => Response.json(await activityTray()))
