import { defineRoute } from '@/lib/server/define-route'
import { exportSourceOf } from '@/lib/server/export-source'

/** GET what an export of the endpoint is made of; the browser writes the formats from it. */
export const GET = defineRoute<{ endpoint: string }>(async (_request, { params }) => Response.json(await exportSourceOf(params.endpoint)))
