import { ProblemError } from '@/lib/problems/problem'
import { defineRoute } from '@/lib/server/define-route'
import { storeUpload } from '@/lib/server/uploads'

/** POST one file: raw body, `x-upload-id` and `x-upload-name` (percent-encoded, relative) as headers. A folder is sent file by file. */
export const POST = defineRoute(async (request) => {
  const id = request.headers.get('x-upload-id') ?? ''
  const name = decodeName(request.headers.get('x-upload-name') ?? '')
  if (!request.body) throw refused('The upload has no body.')
  return Response.json(await storeUpload(id, name, request.body), { status: 201 })
})

function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    // A percent sign that encodes nothing.
    throw refused('The name of the upload is not percent-encoded.')
  }
}

function refused(message: string): ProblemError {
  return new ProblemError({ code: 'Studio.UploadRefused', message, target: 'x-upload-name', origin: 'input', retryable: false })
}
