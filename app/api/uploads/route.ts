import { ProblemError } from '@/lib/problems/problem'
import { defineRoute } from '@/lib/server/define-route'
import { storeUpload } from '@/lib/server/uploads'

/** POST one file: raw body, `x-upload-id` and `x-upload-name` (percent-encoded, relative) as headers. A folder is sent file by file. */
export const POST = defineRoute(async (request) => {
  const id = request.headers.get('x-upload-id') ?? ''
  const name = decodeURIComponent(request.headers.get('x-upload-name') ?? '')
  if (!request.body)
    throw new ProblemError({ code: 'Studio.UploadRefused', message: 'The upload has no body.', origin: 'input', retryable: false })
  return Response.json(await storeUpload(id, name, request.body), { status: 201 })
})
