import { existsSync } from 'node:fs'
import { chmod, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pathFault } from '@/agent/blob/blob-path'
import { type ArchiveEntry, archiveFormat, readArchive } from './archive-entries'

/** Bounds of one archive: what a bomb hits before the disk or the patience is gone. */
export interface UnpackLimits {
  entries: number
  bytes: number
  /** Unpacked bytes per byte of the archive, beyond the first `ratioFreeBytes`. */
  ratio: number
  ratioFreeBytes: number
}

export const unpackLimits: UnpackLimits = { entries: 10_000, bytes: 2 * 1024 ** 3, ratio: 100, ratioFreeBytes: 1024 ** 2 }

export interface Unpacked {
  files: number
  bytes: number
}

/** An archive that may not be unpacked; the message is a clause about the archive: `it holds …`. */
export class ArchiveRefused extends Error {}

const asClause = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error)
  return /^(it|its) /.test(text) ? text : `it cannot be read (${text})`
}

/**
 * Unpacks one archive beside itself and removes it. Nothing is visible before everything was written; a refused archive leaves the
 * folder as it was. Only files and folders come out, without modes, owners and times: links, devices, absolute names, `..`, names that
 * differ in case alone and everything beyond `limits` refuse the whole archive. @throws ArchiveRefused
 */
export async function unpackArchive(path: string, signal: AbortSignal, limits: UnpackLimits = unpackLimits): Promise<Unpacked> {
  const format = archiveFormat(path)
  if (format === undefined) throw new ArchiveRefused('it is no zip, tar or tar.gz archive')
  const folder = dirname(path)
  const partial = join(folder, `.${basename(path)}.partial`)
  const { size } = await stat(path)
  const allowance = Math.min(limits.bytes, limits.ratioFreeBytes + size * limits.ratio)
  const known = new Map<string, string>()
  const total: Unpacked = { files: 0, bytes: 0 }
  let entries = 0

  async function take(entry: ArchiveEntry): Promise<void> {
    signal.throwIfAborted()
    entries += 1
    if (entries > limits.entries) throw new ArchiveRefused(`it has more than ${limits.entries} entries`)
    const name = checkedName(entry)
    if (name === undefined) return
    checkCollision(known, name, entry.kind)
    if (total.bytes + entry.bytes > allowance) throw tooLarge(limits, size, allowance)
    const target = join(partial, name)
    if (entry.kind === 'folder') {
      await mkdir(target, { recursive: true, mode: 0o700 })
      return
    }
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    const file = await open(target, 'wx', 0o600)
    try {
      for await (const chunk of await entry.open()) {
        signal.throwIfAborted()
        total.bytes += chunk.length
        if (total.bytes > allowance) throw tooLarge(limits, size, allowance)
        await file.writeFile(chunk)
      }
    } finally {
      await file.close()
    }
    await chmod(target, 0o444)
    total.files += 1
  }

  await chmod(folder, 0o700)
  try {
    await mkdir(partial, { mode: 0o700 })
    await readArchive(path, format, take)
    await moveOut(partial, folder, basename(path))
    await rm(path)
    return total
  } catch (error) {
    if (signal.aborted || error instanceof ArchiveRefused) throw error
    throw new ArchiveRefused(asClause(error))
  } finally {
    await rm(partial, { recursive: true, force: true })
    await chmod(folder, 0o555)
  }
}

/** The name as a relative path; undefined for the archive's own root. */
function checkedName(entry: ArchiveEntry): string | undefined {
  const shown = entry.name.slice(0, 200)
  if (entry.kind !== 'file' && entry.kind !== 'folder')
    throw new ArchiveRefused(`its entry "${shown}" is ${entry.kind}; only files and folders are unpacked`)
  const name = entry.name.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '')
  if (name === '' || name === '.') return undefined
  const fault = pathFault(name)
  if (fault !== undefined)
    throw new ArchiveRefused(
      `its entry "${shown}" is refused: ${name.startsWith('/') ? 'the name is absolute' : fault.replace(/^it has/, 'the name has')}`,
    )
  return name
}

/** Names that some file systems take for one, a file twice, and a file where a folder is needed. */
function checkCollision(known: Map<string, string>, name: string, kind: string): void {
  const fold = (path: string) => path.normalize('NFC').toLowerCase()
  for (let parent = dirname(name); parent !== '.'; parent = dirname(parent)) {
    const before = known.get(fold(parent))
    if (before !== undefined && before !== `folder ${parent}`)
      throw new ArchiveRefused(`its entries "${before.replace(/^\w+ /, '')}" and "${name}" exclude each other`)
    known.set(fold(parent), `folder ${parent}`)
  }
  const before = known.get(fold(name))
  if (before !== undefined && before !== `folder ${name}`)
    throw new ArchiveRefused(`it has "${name}" twice, or names that differ in case alone`)
  if (before !== undefined && kind !== 'folder') throw new ArchiveRefused(`its entry "${name}" is both a file and a folder`)
  known.set(fold(name), `${kind} ${name}`)
}

function tooLarge(limits: UnpackLimits, size: number, allowance: number): ArchiveRefused {
  return allowance < limits.bytes
    ? new ArchiveRefused(`it unpacks to more than ${limits.ratio} times its ${size} bytes`)
    : new ArchiveRefused(`it unpacks to more than ${limits.bytes} bytes`)
}

/** Puts the unpacked entries beside the archive; what is there already is never replaced. */
async function moveOut(partial: string, folder: string, archive: string): Promise<void> {
  const names = await readdir(partial)
  const taken = names.find((name) => name !== archive && existsSync(join(folder, name)))
  if (taken !== undefined) throw new ArchiveRefused(`it holds "${taken}", which lies beside it already`)
  if (names.includes(archive)) throw new ArchiveRefused(`it holds an entry with its own name "${archive}"`)
  for (const name of names) await rename(join(partial, name), join(folder, name))
  await sealFolders(folder, names)
}

async function sealFolders(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = join(folder, name)
    if (!(await stat(path)).isDirectory()) continue
    await sealFolders(path, await readdir(path))
    await chmod(path, 0o555)
  }
}
