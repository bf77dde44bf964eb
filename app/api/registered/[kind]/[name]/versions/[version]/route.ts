import { registeredKind, versionPage } from '@/lib/server/asset-pages'
import { defineRoute } from '@/lib/server/define-route'

/** GET one version with files, YAML and what was built. */
export const GET = defineRoute<{ kind: string; name: string; version: string }>(async (request, { params }) =>
  Response.json(await versionPage(registeredKind(params.kind), params.name, params.version, request.signal)),
)
