/** The storage page's side of the agent: measures the data folder and removes what nobody needs, never what somebody does. */
import { randomUUID } from 'node:crypto'
import { readdirSync, renameSync } from 'node:fs'
import { readdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { AssetStore } from '@/agent/assets/asset-store'
import { takeFreeBuildLock } from '@/agent/environments/build-lock'
import type { StoredImage, StoredImages } from '@/agent/environments/images/stored-images'
import { addUsage, bytesOf, freedBytes, measure, ownBytesOf, type Usage } from '@/agent/storage/disk-usage'
import { createInventory, defaultGraceMs, type Holding, removingMark } from '@/agent/storage/inventory'
import { createStorageUsers, type StorageUsers } from '@/agent/storage/storage-users'
import type { AgentDatabase } from '@/agent/store/database'
import { createOperationStore } from '@/agent/store/operation-store'
import type { CleanResult, KeptReason, StorageItem, StorageReport } from '@/lib/contract/storage'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { removeTree } from '@/lib/home/remove-tree'

export interface StorageDependencies {
  db: AgentDatabase
  layout: HomeLayout
  assets: Pick<AssetStore, 'identify' | 'deleteVersion'>
  /** What this installation built in the container engine; absent without one. */
  images?: StoredImages
  /** How long something new counts as about to be used, ms. */
  graceMs?: number
}

export interface Storage {
  /** What lies in the data folder, except what the studio looks after itself (uploads). Takes a moment for each 100,000 files. */
  report(): Promise<StorageReport>
  /** Removes these items, or everything that is unused. One clean-up at a time. What is needed at the moment of its turn stays. */
  clean(wanted: readonly string[] | 'unused'): Promise<CleanResult>
  /** Finishes removals that an earlier agent left half done. */
  tidy(): Promise<void>
}

/** Blobs keep a second name of every file of a model; it goes with the model. */
const namesInBlobs = 1

export function createStorage({ db, layout, assets, images, graceMs = defaultGraceMs }: StorageDependencies): Storage {
  const readUsers = createStorageUsers(db, layout, assets.identify)
  const operations = createOperationStore(db)
  const takeInventory = createInventory({ db, layout, graceMs })
  const look = (): Holding[] => takeInventory(readUsers(), operations.environmentUses())
  let queue: Promise<unknown> = Promise.resolve()

  async function usageOf(holding: Holding): Promise<Usage> {
    const whole: Usage = new Map()
    for (const path of holding.paths) addUsage(whole, await measure(path))
    return whole
  }

  async function report(): Promise<StorageReport> {
    const total: Usage = new Map()
    const items: StorageItem[] = []
    for (const holding of look()) {
      const usage = await usageOf(holding)
      const { paths, version, ...item } = holding
      items.push({ ...item, bytes: bytesOf(usage), ownBytes: ownBytesOf(usage, version ? namesInBlobs : 0) })
      addUsage(total, usage)
    }
    const uses = operations.environmentUses()
    for (const image of (await images?.list()) ?? []) items.push(imageItem(image, readUsers(), uses, graceMs))
    // Uploads of files without a version, and whatever else lies here: part of the sum.
    addUsage(total, await measure(layout.home))
    const { bavail, bsize } = await statfs(layout.home)
    return { home: layout.home, totalBytes: bytesOf(total), freeBytes: bavail * bsize, items, measuredAt: new Date().toISOString() }
  }

  /** Takes one thing out of use for good; everything here happens between two turns of the event loop, so nobody starts to use it meanwhile. */
  function detach(holding: Holding): string[] | 'busy' {
    if (holding.version) {
      assets.deleteVersion(holding.version.kind, holding.version.name, holding.version.version)
      return []
    }
    const release = holding.kind === 'environment' ? takeFreeBuildLock(`${holding.paths[0]}.lock`) : () => undefined
    if (!release) return 'busy'
    try {
      return holding.paths.map((path) => {
        const away = `${path}${removingMark}${randomUUID()}`
        renameSync(path, away)
        return away
      })
    } finally {
      release()
    }
  }

  async function cleanNow(wanted: readonly string[] | 'unused'): Promise<CleanResult> {
    const isWanted = (holding: Holding) => (wanted === 'unused' ? holding.state === 'unused' : wanted.includes(holding.id))
    const before: Usage = new Map()
    const chosen = look().filter(isWanted)
    for (const holding of chosen) if (isRemovable(holding)) addUsage(before, await usageOf(holding))
    // From here to the last rename nothing else runs.
    const now = new Map(look().map((holding) => [holding.id, holding]))
    const removed: CleanResult['removed'] = []
    const kept: CleanResult['kept'] = []
    const away: string[] = []
    for (const id of wanted === 'unused' ? chosen.map((holding) => holding.id) : wanted) {
      const holding = now.get(id)
      const keep = (reason: KeptReason) => kept.push({ id, name: holding?.name ?? id, reason, usedBy: holding?.usedBy ?? [] })
      if (!holding) keep('gone')
      else if (!isRemovable(holding)) keep(holding.state as KeptReason)
      else {
        const paths = detach(holding)
        if (paths === 'busy') keep('busy')
        else {
          away.push(...paths)
          removed.push({ id, name: holding.name })
        }
      }
    }
    for (const path of away) await removeTree(path)
    const freed = removed.length === 0 ? 0 : freedBytes(before, await measure(layout.home))
    return { freedBytes: freed, removed, kept }
  }

  /** The same for images; each is looked at anew right before the engine is told. */
  async function cleanImages(wanted: readonly string[] | 'unused'): Promise<CleanResult> {
    const result: CleanResult = { freedBytes: 0, removed: [], kept: [] }
    if (!images || wanted.length === 0) return result
    const stored = await images.list()
    const ids = wanted === 'unused' ? stored.map(({ hash }) => `${imagePrefix}${hash}`) : wanted
    for (const id of ids) {
      const image = stored.find(({ hash }) => id === `${imagePrefix}${hash}`)
      const item = image && imageItem(image, readUsers(), operations.environmentUses(), graceMs)
      if (wanted === 'unused' && item?.state !== 'unused') continue
      const keep = (reason: KeptReason) => result.kept.push({ id, name: item?.name ?? id, reason, usedBy: item?.usedBy ?? [] })
      if (!image || !item) keep('gone')
      else if (!isRemovable(item)) keep(item.state === 'used' ? 'used' : 'busy')
      else {
        const answer = await images.remove(image.reference)
        if (answer !== 'removed') keep(answer)
        else {
          result.removed.push({ id, name: item.name })
          result.freedBytes += image.ownBytes
        }
      }
    }
    return result
  }

  async function cleanAll(wanted: readonly string[] | 'unused'): Promise<CleanResult> {
    const isImage = (id: string) => id.startsWith(imagePrefix)
    const files = await cleanNow(wanted === 'unused' ? wanted : wanted.filter((id) => !isImage(id)))
    const built = await cleanImages(wanted === 'unused' ? wanted : wanted.filter(isImage))
    return {
      freedBytes: files.freedBytes + built.freedBytes,
      removed: [...files.removed, ...built.removed],
      kept: [...files.kept, ...built.kept],
    }
  }

  return {
    report,
    clean(wanted) {
      const turn = queue.then(() => cleanAll(wanted))
      // The next one waits for the end, not for success.
      queue = turn.catch(() => undefined)
      return turn
    },
    async tidy() {
      const folders = [
        layout.env,
        layout.cache,
        join(layout.cache, 'python'),
        layout.instances,
        layout.logs,
        layout.home,
        ...logFolders(layout),
      ]
      for (const folder of folders) {
        const names = await readdir(folder).catch(() => [])
        for (const name of names) if (name.includes(removingMark)) await removeTree(join(folder, name))
      }
    },
  }
}

const imagePrefix = 'image/'

function imageItem(image: StoredImage, users: StorageUsers, uses: ReadonlyMap<string, string>, graceMs: number): StorageItem {
  const { hash, reference, bytes, ownBytes, builtAt } = image
  const usedBy = users.environments.get(hash) ?? []
  const isFresh = Date.now() - Date.parse(builtAt) < graceMs
  const state = usedBy.length > 0 ? 'used' : isFresh ? 'busy' : 'unused'
  return {
    id: `${imagePrefix}${hash}`,
    kind: 'image',
    name: reference,
    usedBy,
    bytes,
    ownBytes,
    lastUsedAt: uses.get(hash) ?? builtAt,
    state,
  }
}

function isRemovable(holding: Pick<Holding, 'state'>): boolean {
  return holding.state === 'unused' || holding.state === 'keepsake'
}

function logFolders(layout: HomeLayout): string[] {
  const endpoints = join(layout.logs, 'endpoints')
  try {
    return readdirSync(endpoints).map((name) => join(endpoints, name))
  } catch {
    // No deployment was ever made.
    return []
  }
}
