import { sampleBody } from '@/lib/domain/request-schema/sample'
import { defineRoute } from '@/lib/server/define-route'
import { requestSignature } from '@/lib/server/request-signature'

/** What a deployment expects in a body, and a body that fits; `{}` when it does not say. */
export const GET = defineRoute<{ endpoint: string }>(async (request, { params }) => {
  const deployment = new URL(request.url).searchParams.get('deployment') ?? undefined
  const signature = await requestSignature(params.endpoint, deployment?.slice(0, 64))
  return Response.json(signature ? { input: signature.input, sample: sampleBody(signature) } : {})
})
