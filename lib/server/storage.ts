import 'server-only'
import { existsSync } from 'node:fs'
import { lstat, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { cleanStorage, storageReport } from '@/lib/arm/storage'
import type { CleanResult, StorageItem, StorageReport } from '@/lib/contract/storage'
import { draftTexts } from '@/lib/db/drafts'
import { hasJobBeforePut, payloadsInNeed } from '@/lib/db/jobs'
import { removeTree } from '@/lib/home/remove-tree'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { uploadsFolder } from '@/lib/server/uploads'

/** An upload this young may belong to a form that is still open in a browser. */
const openFormMs = 24 * 3_600_000

interface Upload {
  id: string
  path: string
  name: string
  bytes: number
  changedAt: Date
  isNeeded: boolean
}

/** Everything that may still read an upload, as text: its id occurs in there. */
async function textsInNeed(): Promise<string> {
  const [payloads, drafts] = await Promise.all([payloadsInNeed(), draftTexts()])
  return [...payloads.map((payload) => JSON.stringify(payload)), ...drafts].join('\n')
}

async function listUploads(): Promise<Upload[]> {
  const root = uploadsFolder()
  if (!existsSync(root)) return []
  const texts = await textsInNeed()
  const found = await Promise.all(
    (await readdir(root)).map(async (id) => {
      const path = join(root, id)
      const info = await stat(path).catch(() => undefined)
      if (!info?.isDirectory()) return undefined
      const names = await readdir(path)
      return { id, path, name: names[0] ?? id, bytes: await sizeOf(path), changedAt: info.mtime, isNeeded: texts.includes(id) }
    }),
  )
  return found.filter((upload) => upload !== undefined)
}

async function sizeOf(path: string): Promise<number> {
  const info = await lstat(path).catch(() => undefined)
  if (!info) return 0
  const own = info.blocks * 512
  if (!info.isDirectory()) return own
  const parts = await Promise.all((await readdir(path).catch(() => [])).map((name) => sizeOf(join(path, name))))
  return parts.reduce((sum, part) => sum + part, own)
}

function itemOf(upload: Upload): StorageItem {
  const isOpen = Date.now() - upload.changedAt.getTime() < openFormMs
  return {
    id: `upload/${upload.id}`,
    kind: 'upload',
    name: upload.name,
    detail: upload.id,
    bytes: upload.bytes,
    ownBytes: upload.bytes,
    usedBy: [],
    lastUsedAt: upload.changedAt.toISOString(),
    state: upload.isNeeded ? 'used' : isOpen ? 'keepsake' : 'unused',
  }
}

/** What the data folder holds: the agent's part and the uploads. */
export async function loadStorage(signal?: AbortSignal): Promise<StorageReport> {
  const [report, uploads] = await Promise.all([storageReport(getConnection(), signal), listUploads()])
  return { ...report, items: [...report.items, ...uploads.map(itemOf)] }
}

export const cleanInputSchema = z.union([
  z.strictObject({ items: z.array(z.string().min(1).max(1024)).min(1).max(5000) }),
  z.strictObject({ unused: z.literal(true) }),
])

/** Removes the items, or all unused ones. A deployment that is handing its files over makes models and code wait for the next time. */
export async function cleanUp(wanted: z.infer<typeof cleanInputSchema>): Promise<CleanResult> {
  if (await hasJobBeforePut()) {
    throw new ProblemError(
      {
        code: 'Studio.DeploymentPreparing',
        message: 'A deployment is being prepared and may need what would be removed. Clean up when it has started, in a few seconds.',
        origin: 'studio',
        retryable: true,
      },
      409,
    )
  }
  const ids = 'items' in wanted ? wanted.items : undefined
  const ofAgent = ids?.filter((id) => !id.startsWith('upload/'))
  const nothing: CleanResult = { freedBytes: 0, removed: [], kept: [] }
  const result = ofAgent?.length === 0 ? nothing : await cleanStorage(getConnection(), ofAgent ? { items: ofAgent } : { unused: true })
  for (const upload of await listUploads()) {
    const item = itemOf(upload)
    if (ids ? !ids.includes(item.id) : item.state !== 'unused') continue
    if (upload.isNeeded) result.kept.push({ id: item.id, name: item.name, reason: 'used', usedBy: [] })
    else {
      await removeTree(upload.path)
      result.freedBytes += upload.bytes
      result.removed.push({ id: item.id, name: item.name })
    }
  }
  return result
}

/** Removes uploads that nothing names and no open form can need any more; called when the studio starts. */
export async function pruneUploads(): Promise<void> {
  for (const upload of await listUploads()) if (itemOf(upload).state === 'unused') await removeTree(upload.path)
}

/** After a job ended well: its files are in the asset store now, so its uploads go unless something else names them. */
export async function releaseUploads(payload: unknown): Promise<void> {
  const text = JSON.stringify(payload)
  for (const upload of await listUploads()) if (text.includes(upload.id) && !upload.isNeeded) await removeTree(upload.path)
}
