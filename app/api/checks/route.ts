import { checksRequestSchema } from '@/lib/contract/checks'
import { ProblemError } from '@/lib/problems/problem'
import { checkAll, looksAtFiles } from '@/lib/server/check-everything'
import { invalidInput } from '@/lib/server/define-action'
import { defineRoute } from '@/lib/server/define-route'
import { readLimited } from '@/lib/server/read-limited'

/** A document and a few edited files beside it. */
const maxBodyBytes = 4 * 1024 ** 2

/** POST a document: what all checks say about it and the files it names. A read with a body; nothing is stored. */
export const POST = defineRoute(async (request) => {
  const parsed = checksRequestSchema.safeParse(readJson(await readLimited(request, maxBodyBytes)))
  if (!parsed.success) throw invalidInput(parsed.error)
  return Response.json({ ...(await checkAll(parsed.data)), looksAtFiles: looksAtFiles(parsed.data) })
})

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Said as any other bad input.
    throw new ProblemError({ code: 'BadArgument', message: 'The body must be JSON.', origin: 'input', retryable: false }, 400)
  }
}
