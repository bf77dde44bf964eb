import { assetSummaries } from '@/lib/arm/registered'
import { registeredKind } from '@/lib/server/asset-pages'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'

/** GET every model or environment by name, archived ones too. */
export const GET = defineRoute<{ kind: string }>(async (request, { params }) =>
  Response.json({ assets: await assetSummaries(getConnection(), registeredKind(params.kind), request.signal) }),
)
