import type { LiveFiles } from '@/lib/contract/live-file'
import { defineRoute } from '@/lib/server/define-route'
import { loadLiveFiles } from '@/lib/server/live-yaml'

/** The files of an endpoint and its deployments as they are now. */
export const GET = defineRoute<{ endpoint: string }>(async (_request, { params }) =>
  Response.json({ files: await loadLiveFiles(params.endpoint) } satisfies LiveFiles),
)
