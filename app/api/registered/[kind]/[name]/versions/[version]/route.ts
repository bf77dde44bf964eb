import { registeredKind, versionIfThere, versionPage } from '@/lib/server/asset-pages'
import { defineRoute } from '@/lib/server/define-route'

/** GET one version with files, YAML and what was built. With `?ifThere` one that is missing is the answer `null`, no 404. */
export const GET = defineRoute<{ kind: string; name: string; version: string }>(async (request, { params }) => {
  const read = new URL(request.url).searchParams.has('ifThere') ? versionIfThere : versionPage
  return Response.json(await read(registeredKind(params.kind), params.name, params.version, request.signal))
})
