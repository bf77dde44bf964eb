import { invalidInput } from '@/lib/server/define-action'
import { defineRoute } from '@/lib/server/define-route'
import { keepName, keepNameSchema, keptNames } from '@/lib/server/kept'
import { readLimited } from '@/lib/server/read-limited'

/** GET: favourites and hidden columns. */
export const GET = defineRoute(async () => Response.json(await keptNames()))

/** PUT {set, name, isKept}: one of them in or out. */
export const PUT = defineRoute(async (request) => {
  const parsed = keepNameSchema.safeParse(parseJson(await readLimited(request, 4096)))
  if (!parsed.success) throw invalidInput(parsed.error)
  return Response.json(await keepName(parsed.data))
})

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The schema then says that an object is expected.
    return undefined
  }
}
