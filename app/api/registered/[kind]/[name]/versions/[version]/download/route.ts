import { downloadVersion, registeredKind } from '@/lib/server/asset-pages'
import { defineRoute } from '@/lib/server/define-route'

/** GET all files: one as it is, several as a zip. */
export const GET = defineRoute<{ kind: string; name: string; version: string }>(async (request, { params }) =>
  downloadVersion(registeredKind(params.kind), params.name, params.version, request.signal),
)
