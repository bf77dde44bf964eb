import { defineRoute } from '@/lib/server/define-route'
import { exportHistory } from '@/lib/server/invocation-history'

/** The history as a JSON file; what is kept has no credentials, so the file has none. */
export const GET = defineRoute<{ endpoint: string }>(async (_request, { params }) => {
  const history = await exportHistory(params.endpoint)
  const name = `${params.endpoint.replace(/[^A-Za-z0-9-]/g, '_')}-history-${history.exportedAt.slice(0, 10)}.json`
  return new Response(JSON.stringify(history, null, 2), {
    headers: { 'content-type': 'application/json; charset=utf-8', 'content-disposition': `attachment; filename="${name}"` },
  })
})
