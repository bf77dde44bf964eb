import { defineRoute } from '@/lib/server/define-route'
import { downloadProjectFolder } from '@/lib/server/export-source'

/** GET the endpoint as a project folder with its files, as a zip. */
export const GET = defineRoute<{ endpoint: string }>(async (_request, { params }) => downloadProjectFolder(params.endpoint))
