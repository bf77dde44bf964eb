import 'server-only'
import { z } from 'zod'
import { type KeepName, type KeptNames, keptSets } from '@/lib/contract/kept'
import { readPreference, writePreference } from '@/lib/db/preferences'

const keyOf = (set: (typeof keptSets)[number]) => `kept.${set}`
/** More than there can be endpoints; the oldest leave first. */
const mostNames = 2_000

/** Body of `PUT /api/kept`. */
export const keepNameSchema = z.strictObject({ set: z.enum(keptSets), name: z.string().min(1).max(255), isKept: z.boolean() })

const storedSchema = z.array(z.string()).catch([])

/** All sets as they are stored. */
export async function keptNames(): Promise<KeptNames> {
  const [favourites, hiddenColumns] = await Promise.all(keptSets.map(async (set) => storedSchema.parse(await readPreference(keyOf(set)))))
  return { favourites: favourites ?? [], hiddenColumns: hiddenColumns ?? [] }
}

let writes: Promise<unknown> = Promise.resolve()

/** Takes one name in or out. Writes follow each other: two quick clicks must not lose one. */
export function keepName({ set, name, isKept }: KeepName): Promise<KeptNames> {
  const work = writes.then(async () => {
    const others = storedSchema.parse(await readPreference(keyOf(set))).filter((known) => known !== name)
    await writePreference(keyOf(set), isKept ? [...others, name].slice(-mostNames) : others)
    return keptNames()
  })
  writes = work.catch(() => undefined)
  return work
}
