import { open } from 'node:fs/promises'
import type { FilePreview } from '@/lib/contract/files'
import { scriptOutline } from '@/lib/domain/script-outline'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath } from '@/lib/server/allowed-paths'
import { defineRoute } from '@/lib/server/define-route'
import { uploadsFolder } from '@/lib/server/uploads'

const previewBytes = 65_536

/** GET ?path=&base= : the beginning of a text file, with the scoring functions when it is Python. */
export const GET = defineRoute(async (request) => {
  const query = new URL(request.url).searchParams
  const wanted = query.get('path')
  if (!wanted)
    throw new ProblemError({
      code: 'BadArgument',
      message: 'path: name the file to read.',
      target: 'path',
      origin: 'input',
      retryable: false,
    })
  const path = allowedPath(wanted, query.get('base') ?? undefined)
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(previewBytes), 0, previewBytes, 0)
    const text = buffer.subarray(0, bytesRead).toString('utf8')
    const preview: FilePreview = { path, text, outline: path.endsWith('.py') ? scriptOutline(text) : undefined }
    return Response.json({ ...preview, uploaded: path.startsWith(uploadsFolder()) })
  } finally {
    await file.close()
  }
})
