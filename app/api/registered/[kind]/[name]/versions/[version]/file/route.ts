import { previewFile, registeredKind } from '@/lib/server/asset-pages'
import { defineRoute } from '@/lib/server/define-route'

/** GET ?path= : the beginning of one file. */
export const GET = defineRoute<{ kind: string; name: string; version: string }>(async (request, { params }) => {
  const path = new URL(request.url).searchParams.get('path') ?? ''
  return Response.json(await previewFile(registeredKind(params.kind), params.name, params.version, path))
})
