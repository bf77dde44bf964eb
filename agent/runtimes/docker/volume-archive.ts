/** The tar archives in which model and code go to the volumes of an instance. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Pack, pack } from 'tar-stream'

/** A folder of this computer and where its contents go in the container. */
export interface SentFolder {
  from: string
  target: string
}

/** One call: what is sent, and the folder of the container below which it is unpacked. */
export interface ArchivePart {
  at: string
  folders: readonly SentFolder[]
}

/**
 * In how many archives the folders go. The engine starts a program of its own for each, so one is best; but Podman unpacks an archive
 * into a volume only where the folder that is named lies in it.
 */
export function archiveParts(folders: readonly SentFolder[], isPodman: boolean): ArchivePart[] {
  if (folders.length === 0) return []
  return folders.length > 1 && !isPodman ? [{ at: '/', folders }] : folders.map((folder) => ({ at: folder.target, folders: [folder] }))
}

/** So much is unpacked well before a start that was asked for at the same time has come to the container's own program. */
const small = { files: 200, bytes: 8 * 1024 ** 2 }

/** True when the folders together hold a few small files; looks at no more than that. */
export async function isSmall(folders: readonly Pick<SentFolder, 'from'>[]): Promise<boolean> {
  const left = { ...small }
  async function fits(folder: string): Promise<boolean> {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      left.files -= 1
      if (!entry.isDirectory()) left.bytes -= (await lstat(path)).size
      if (left.files < 0 || left.bytes < 0 || (entry.isDirectory() && !(await fits(path)))) return false
    }
    return true
  }
  for (const { from } of folders) if (!(await fits(from))) return false
  return true
}

/**
 * A tar archive of what is below the folders: sorted, owned by root, without times, so that equal contents are equal bytes. The folders
 * themselves are not in it: they are the roots of volumes.
 * `packed` rejects when a file cannot be read. `sums` gets the SHA-256 of each file by its path in the container.
 */
export function archiveOf(
  { at, folders }: ArchivePart,
  sums: Map<string, string>,
  signal: AbortSignal,
): { archive: Pack; packed: Promise<void> } {
  const archive = pack()
  const mtime = new Date(0)
  async function add(folder: string, target: string): Promise<void> {
    const entries = (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      signal.throwIfAborted()
      const path = join(folder, entry.name)
      const place = join(target, entry.name)
      const name = relative(at, place)
      if (entry.isDirectory()) {
        archive.entry({ name: `${name}/`, type: 'directory', mode: 0o555, mtime, uid: 0, gid: 0 })
        await add(path, place)
      } else {
        const { size } = await lstat(path)
        const hash = createHash('sha256')
        const hashing = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            hash.update(chunk)
            done(null, chunk)
          },
        })
        await pipeline(createReadStream(path), hashing, archive.entry({ name, size, mode: 0o444, mtime, uid: 0, gid: 0 }), { signal })
        sums.set(place, hash.digest('hex'))
      }
    }
  }
  async function addAll(): Promise<void> {
    for (const { from, target } of folders) await add(from, target)
    archive.finalize()
  }
  const packed = addAll()
  // Whoever sends the archive hears of it too, instead of waiting for a rest that never comes.
  packed.catch((error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))))
  return { archive, packed }
}
