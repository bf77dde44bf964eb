import { assetDetail } from '@/lib/arm/registered'
import { registeredKind } from '@/lib/server/asset-pages'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'

/** GET one name with its versions. */
export const GET = defineRoute<{ kind: string; name: string }>(async (request, { params }) =>
  Response.json(await assetDetail(getConnection(), registeredKind(params.kind), params.name, request.signal)),
)
