/** The house itself: what lies on disk and its clean-up, a backup of both databases, what is settled about Pythons, the container engine. */
import { createReadStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { refusal } from '@/agent/errors'
import type { AgentDeps, Handler } from '@/agent/routes/context'
import { readBody } from '@/agent/routes/request-body'
import { imageSettingsSchema } from '@/lib/contract/image-settings'
import { pythonSettingsSchema } from '@/lib/contract/python'

/** Items by id, or everything that is unused. */
const cleanSchema = z.union([
  z.strictObject({ items: z.array(z.string().min(1).max(1024)).min(1).max(5000) }),
  z.strictObject({ unused: z.literal(true) }),
])

/** Handlers of `/_scorepoint/{storage,backup,python,engine}`. */
export function scorepointHouseRoutes({ storage, python, engine, backup, layout }: AgentDeps) {
  const report: Handler = async (c) => c.json(await storage.report())

  const clean: Handler = async (c) => {
    const wanted = await readBody(c, cleanSchema)
    return c.json(await storage.clean('items' in wanted ? wanted.items : 'unused'))
  }

  /** The tar file itself; it is gone from the data folder when it has been sent. */
  const sendBackup: Handler = (c) => {
    const file = join(layout.run, `backup-${crypto.randomUUID()}.tar`)
    const bytes = backup(file)
    const stream = createReadStream(file)
    stream.once('close', () => rmSync(file, { force: true }))
    c.header('content-type', 'application/x-tar')
    c.header('content-length', String(bytes))
    return c.body(Readable.toWeb(stream) as ReadableStream)
  }

  const getPython: Handler = async (c) => c.json(await python.report())
  const putPython: Handler = async (c) => {
    const wanted = await readBody(c, pythonSettingsSchema)
    if (wanted.preferred !== undefined && !wanted.preferred.startsWith('/'))
      throw refusal('badArgument', 'preferred: write the whole path of the interpreter, beginning with /.', { target: 'preferred' })
    return c.json(await python.save(wanted))
  }

  const getEngine: Handler = async (c) => c.json(await engine.view())
  const putImages: Handler = async (c) => c.json(engine.images.save(await readBody(c, imageSettingsSchema)))

  return { report, clean, sendBackup, getPython, putPython, getEngine, putImages }
}
