import { listRegistered } from '@/lib/arm/assets'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'

/** GET ?kind=models|environments : registered versions, for the wizard's pickers. */
export const GET = defineRoute(async (request) => {
  const kind = new URL(request.url).searchParams.get('kind')
  if (kind !== 'models' && kind !== 'environments')
    throw new ProblemError({
      code: 'BadArgument',
      message: 'kind: must be models or environments.',
      target: 'kind',
      origin: 'input',
      retryable: false,
    })
  return Response.json({ assets: await listRegistered(getConnection(), kind) })
})
